import Document
import Guardrails

/// One run of a playbook: all that is known of it at a moment. What happens next is
/// ``Playbook/advance(_:_:at:)``.
public struct Run: Sendable, Hashable {
    /// What the message of a task that was not done in a dry run begins with; its inputs follow.
    public static let dryPrefix = "a dry run: with "

    public enum Status: String, Sendable, CaseIterable {
        case running
        /// At a gate.
        case waiting
        case done, failed
        /// Somebody said no at a gate; what was done stays.
        case refused
        case undone

        public var isFinal: Bool { self != .running && self != .waiting }
    }

    /// How far it is in being undone.
    public enum Undoing: String, Sendable, CaseIterable {
        case notAsked = "not asked"
        case going
        /// Something could not be undone; asking again goes on there.
        case stuck
        case over
    }

    public let id: String
    public let playbook: String
    /// The SHA-256 of the playbook's text, in hexadecimal.
    public let textDigest: String
    /// What it is about, as it was known at the start; nil for orchestrations.
    public let target: Resource?
    public let account: Account?
    /// By their names, as far as somebody gave them.
    public let inputs: Object
    public let caseName: String?
    public let reason: String?
    public let startedBy: String
    /// What the configuration named for forensics when it was started; '' where it named nothing.
    public let forensics: [String: String]
    /// Steps that change something are left out.
    public let onlyAnalyses: Bool
    /// Steps that change something are told instead of done.
    public let isDry: Bool

    public internal(set) var status = Status.running
    /// In the order of the playbook.
    public internal(set) var steps: [RunStep]
    public internal(set) var undoing = Undoing.notAsked
    /// How often somebody had it go on or back. Whoever asks for that says what they saw, so that
    /// asking twice is asking once.
    public internal(set) var round = 0
    /// How many endings of steps were counted: what is undone goes backwards along it.
    public internal(set) var endings = 0
    public internal(set) var started: Timestamp?
    /// When nothing was left to do; nil again when it goes on.
    public internal(set) var ended: Timestamp?

    /// - Parameter inputs: held to the playbook by ``Playbook/problem(withInputs:)``.
    public init(
        id: String,
        of playbook: Playbook,
        textDigest: String,
        target: Resource? = nil,
        account: Account? = nil,
        inputs: Object = Object(),
        caseName: String? = nil,
        reason: String? = nil,
        startedBy: String,
        forensics: [String: String] = [:],
        onlyAnalyses: Bool = false,
        isDry: Bool = false
    ) {
        self.id = id
        self.playbook = playbook.name
        self.textDigest = textDigest
        self.target = target
        self.account = account
        self.inputs = inputs
        self.caseName = caseName
        self.reason = reason
        self.startedBy = startedBy
        self.forensics = forensics
        self.onlyAnalyses = onlyAnalyses
        self.isDry = isDry
        steps = playbook.steps.map { RunStep(name: $0.name, type: $0.type.name) }
    }

    public subscript(step name: String) -> RunStep? { steps.first { $0.name == name } }

    /// Whether a worker has something of it in hand.
    public var isOut: Bool { steps.contains { $0.tasks.contains { $0.isOut } } }
}

import Guardrails

/// Something that a playbook may ask for by `do:`: with what, what it answers, and what it takes. How
/// it is done is the business of the room `AWS`.
public struct StepType: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// It reads.
        case analyse
        /// It changes something.
        case respond
    }

    /// Where it works, which a playbook says by `account` and `region` beside the step's own inputs.
    public enum Site: String, Sendable, CaseIterable {
        /// In the whole estate, or nowhere in AWS.
        case estate
        /// In one account.
        case account
        /// In one region of one account.
        case region
    }

    public typealias Input = ActionType.Parameter

    public struct Output: Sendable, Hashable {
        /// As conditions have it: lower case and '_'.
        public let name: String
        public let shape: Shape
        public let meaning: String

        public init(_ name: String, _ shape: Shape, _ meaning: String) {
            self.name = name
            self.shape = shape
            self.meaning = meaning
        }
    }

    /// What holds where a playbook does not say otherwise.
    public struct Limits: Sendable, Hashable {
        /// How often it is tried in all.
        public let attempts: Int
        /// Before the second attempt; twice as long before each further one.
        public let waitSeconds: Int
        /// For one item, with all attempts and waiting.
        public let timeoutSeconds: Int
        /// The most that one step of a playbook may do it for; no playbook raises it.
        public let items: Int
        /// The most calls that change something which one attempt makes in a second.
        public let writesPerSecond: Int

        public init(
            attempts: Int = 3,
            waitSeconds: Int = 10,
            timeoutSeconds: Int = 900,
            items: Int = 50,
            writesPerSecond: Int = 5
        ) {
            self.attempts = attempts
            self.waitSeconds = waitSeconds
            self.timeoutSeconds = timeoutSeconds
            self.items = items
            self.writesPerSecond = writesPerSecond
        }
    }

    /// Such as `ec2.take-snapshots`.
    public let name: String
    public let title: String
    public let kind: Kind
    public let site: Site
    /// Its own; ``inputs(aimed:)`` has those that say where.
    public let inputs: [Input]
    public let outputs: [Output]
    /// The IAM actions of its calls, those that undo it among them.
    public let permissions: [String]
    /// How it is undone, for people; nil: it cannot be.
    public let undo: String?
    public let limits: Limits

    public init(
        _ name: String,
        title: String,
        kind: Kind,
        site: Site,
        inputs: [Input] = [],
        outputs: [Output] = [],
        permissions: [String] = [],
        undo: String? = nil,
        limits: Limits = Limits()
    ) {
        self.name = name
        self.title = title
        self.kind = kind
        self.site = site
        self.inputs = inputs
        self.outputs = outputs
        self.permissions = permissions
        self.undo = undo
        self.limits = limits
    }

    public subscript(output name: String) -> Output? { outputs.first { $0.name == name } }
}

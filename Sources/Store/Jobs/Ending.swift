import Document
import Guardrails

/// How an attempt of a job ends: a value, which ``Queue/end(_:_:budgets:)`` commits.
public enum Ending: Sendable {
    case done(Effects)
    /// Nothing is ready yet: again in so many seconds, and nothing is counted.
    case snooze(seconds: Double)
    /// It may work another time.
    case retry(Cause, reason: String)
    /// Something of it was not answered, and that passes: again after a pause, and where its budget is
    /// used up this is what there is.
    case unread(Effects, reason: String)
    /// It would not.
    case giveUp(reason: String)

    /// Why an attempt came to nothing; each cause has a budget and a pause of its own.
    public enum Cause: String, Sendable, Hashable {
        case failure
        /// AWS asked to slow down.
        case throttle
        /// The database was away, or busy.
        case outage
        /// AWS could not be reached, or failed itself.
        case unanswered
    }
}

/// What a job that is done leaves behind, committed together with its end.
public struct Effects: Sendable {
    public var role: RoleAnswer?
    public var look: LookResult?
    public var coverage: [Coverage]?
    public var inventory: InventoryChanges?
    /// Resources that were judged, by those guardrails that enforce.
    public var judged: [String: Int]
    /// What is to be changed about a finding.
    public var proposals: [ChangeProposal]?
    /// How a change ended.
    public var change: ChangeEnd?
    /// What is to be judged over more than what was looked at.
    public var joins: [WantedJoin]
    /// That a message was sent.
    public var message: MessageEnd?
    /// What became of a run.
    public var run: RunMove?
    /// How a step of one ended.
    public var step: StepEnd?
    /// HTTP requests, retries included.
    public var reads: Int
    /// Verdicts that are unknown.
    public var unknown: Int
    /// Something of its scope was not read, and may be another time: it is looked at again soon.
    public var isUnread: Bool

    public init(
        role: RoleAnswer? = nil,
        look: LookResult? = nil,
        coverage: [Coverage]? = nil,
        inventory: InventoryChanges? = nil,
        judged: [String: Int] = [:],
        proposals: [ChangeProposal]? = nil,
        change: ChangeEnd? = nil,
        joins: [WantedJoin] = [],
        message: MessageEnd? = nil,
        run: RunMove? = nil,
        step: StepEnd? = nil,
        reads: Int = 0,
        unknown: Int = 0,
        isUnread: Bool = false
    ) {
        self.role = role
        self.look = look
        self.coverage = coverage
        self.inventory = inventory
        self.judged = judged
        self.proposals = proposals
        self.change = change
        self.joins = joins
        self.message = message
        self.run = run
        self.step = step
        self.reads = reads
        self.unknown = unknown
        self.isUnread = isUnread
    }
}

/// What an account's role answered.
public struct RoleAnswer: Sendable, Hashable {
    public let state: RoleState
    /// What AWS said when it refused.
    public let detail: String?
    /// Kept only where the role was assumed; else those known before stay.
    public let regions: [String]
    /// The settings that it was asked with: with others it has to be asked again.
    public let settings: String

    public init(state: RoleState, detail: String? = nil, regions: [String], settings: String) {
        self.state = state
        self.detail = detail
        self.regions = regions
        self.settings = settings
    }
}

/// What judging came to.
public struct LookResult: Sendable {
    /// The version of the exceptions that it was judged with.
    public let exceptions: Int64
    /// The generation of the scope that it began with.
    public let generation: Int64
    /// Before it read anything, as the database said it. A look at some resources is overtaken only by
    /// what somebody wrote of these since then; a scan and a join leave out what was written since.
    public let since: String?
    public let changes: [Change]
    /// SHA-256 of all that was seen and judged; nil where time alone changes it.
    public let digest: String?
    /// Nothing was compared, because an earlier look at the scope came to this digest.
    public let isKnown: Bool

    public init(
        exceptions: Int64,
        generation: Int64,
        since: String? = nil,
        changes: [Change],
        digest: String? = nil,
        isKnown: Bool = false
    ) {
        self.exceptions = exceptions
        self.generation = generation
        self.since = since
        self.changes = changes
        self.digest = digest
        self.isKnown = isKnown
    }
}

/// What the database made of an ending.
public enum Ended: Sendable, Hashable {
    /// Committed, with so many findings changed.
    case committed(changes: Int)
    /// The job is in the queue again.
    case putBack
    /// The budget is used up, or it was given up: the job and its last error are a dead letter.
    case dead
    /// Another attempt holds the job; nothing was written.
    case lost
    /// Exceptions changed since they were read: nothing was written, the look is to be made again.
    case stale
    /// Somebody else wrote of the scope since the job began: nothing was written, it is to be done
    /// again from the start.
    case overtaken
}

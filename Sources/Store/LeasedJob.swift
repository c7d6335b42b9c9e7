import Guardrails

/// A job that a worker holds until its deadline, and for as long as its heartbeat is fresh.
public struct LeasedJob: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case discover, scan
        /// Judges over what scans committed.
        case join
    }

    public let id: Int64
    public let sweep: String
    public let kind: Kind
    public let scope: Scope
    /// From 1; with ``worker`` the fence that refuses a late commit.
    public let attempt: Int
    public let worker: String
    /// How many attempts failed so far.
    public let failures: Int
    /// How many attempts AWS asked to slow down.
    public let throttles: Int

    public init(
        id: Int64,
        sweep: String,
        kind: Kind,
        scope: Scope,
        attempt: Int,
        worker: String,
        failures: Int,
        throttles: Int = 0
    ) {
        self.id = id
        self.sweep = sweep
        self.kind = kind
        self.scope = scope
        self.attempt = attempt
        self.worker = worker
        self.failures = failures
        self.throttles = throttles
    }
}

/// How a job's ending was taken.
public enum Completion: Sendable, Hashable {
    /// Written, with so many findings changed.
    case committed(changes: Int)
    /// Another attempt holds the job; nothing was written.
    case lost
}

/// Why an attempt came to nothing; each cause has a budget of its own.
public enum Setback: String, Sendable, Hashable {
    case failure
    /// AWS asked to slow down.
    case throttle
}

/// What becomes of a job after a failed attempt.
public enum FailedAttempt: String, Sendable, Hashable {
    case retry
    /// The budget is used up; the job and its last error are kept as a dead letter.
    case dead
    /// Another attempt holds the job; nothing was written.
    case lost
}

/// What discovery found out about an account's role.
public enum RoleState: String, Sendable, Hashable, CaseIterable {
    case assumed, refused, failed
}

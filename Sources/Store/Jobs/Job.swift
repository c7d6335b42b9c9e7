import Document
import Guardrails

/// A job that a worker holds until its deadline, and for as long as its heartbeat is fresh.
public struct Job: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Finds out whether an account's role lets us in, and which regions it has.
        case discover
        /// Looks at what one service has in one account and region.
        case scan
        /// Judges over what scans committed of its account.
        case join
        /// Judges over what they committed of all accounts.
        case estate
        /// Looks at named resources.
        case look
        /// Plans what is to be changed about a finding.
        case propose
        /// Makes a change.
        case change
        /// Sends a message to people.
        case deliver
        /// Takes what happened to a run.
        case advance
        /// Makes an attempt at a step of one.
        case step
    }

    public let id: Int64
    public let batch: Int64
    public let kind: Kind
    public let account: String
    /// What it is about; see the kind.
    public let payload: JSON
    /// The rule book that it is done with; nil: that of its batch.
    public let rules: Int64?
    /// From 1; with the worker's name the fence that refuses a late commit.
    public let attempt: Int
    /// How many attempts failed so far.
    public let failures: Int
    /// How many attempts AWS asked to slow down.
    public let throttles: Int
    /// Of its scope, when it was claimed; see ``Ledger/generation(of:)``.
    public let generation: Int64

    public init(
        id: Int64,
        batch: Int64,
        kind: Kind,
        account: String,
        payload: JSON,
        rules: Int64? = nil,
        attempt: Int,
        failures: Int = 0,
        throttles: Int = 0,
        generation: Int64 = 0
    ) {
        self.id = id
        self.batch = batch
        self.kind = kind
        self.account = account
        self.payload = payload
        self.rules = rules
        self.attempt = attempt
        self.failures = failures
        self.throttles = throttles
        self.generation = generation
    }

    /// The account, region and service that its payload names; all kinds there are name one.
    public var scope: Scope {
        Scope(
            account: account,
            region: payload["region"]?.string ?? Scope.global,
            service: payload["service"]?.string ?? ""
        )
    }
}

/// What discovery found out about an account's role.
public enum RoleState: String, Sendable, Hashable, CaseIterable {
    case assumed, refused, failed
}

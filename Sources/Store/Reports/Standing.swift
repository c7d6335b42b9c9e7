import Document
import Guardrails

/// How the whole estate stands: what a report begins with.
public struct Standing: Sendable {
    /// Findings that are alike in all of this.
    public struct Count: Sendable, Hashable {
        public let guardrail: String
        public let title: String?
        public let severity: Severity
        /// Nil: unclassified.
        public let environment: String?
        public let status: Finding.Status
        public let findings: Int

        public init(
            guardrail: String,
            title: String?,
            severity: Severity,
            environment: String?,
            status: Finding.Status,
            findings: Int
        ) {
            self.guardrail = guardrail
            self.title = title
            self.severity = severity
            self.environment = environment
            self.status = status
            self.findings = findings
        }
    }

    /// The first of a list, as its view in `report` has them, and how many there are.
    public struct List: Sendable {
        public let rows: [JSON]
        public let count: Int

        public init(rows: [JSON], count: Int) {
            self.rows = rows
            self.count = count
        }
    }

    /// Findings that are not resolved.
    public let counts: [Count]
    public let unverified: Int
    /// Those that are listed now and not suspended.
    public let accounts: Int
    /// The last sweep that was done; null where there is none.
    public let sweep: JSON
    /// Exceptions that somebody asked for and nobody decided on.
    public let requests: List
    /// Exceptions that end within two weeks.
    public let ending: List
    /// Accounts whose role did not let us in.
    public let refusing: List
    /// Accounts without an environment.
    public let unclassified: List
    /// Jobs that ran out of attempts.
    public let failures: List
    /// What could not be read, by permission.
    public let gaps: List
    /// How many kinds of reads, over all places, were complete; and of how many.
    public let coverage: (complete: Int, all: Int)

    public init(
        counts: [Count],
        unverified: Int,
        accounts: Int,
        sweep: JSON,
        requests: List,
        ending: List,
        refusing: List,
        unclassified: List,
        failures: List,
        gaps: List,
        coverage: (complete: Int, all: Int)
    ) {
        self.counts = counts
        self.unverified = unverified
        self.accounts = accounts
        self.sweep = sweep
        self.requests = requests
        self.ending = ending
        self.refusing = refusing
        self.unclassified = unclassified
        self.failures = failures
        self.gaps = gaps
        self.coverage = coverage
    }
}

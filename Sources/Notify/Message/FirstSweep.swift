import Guardrails

/// What the first sweep of an account found: counts in place of a message for each.
public struct FirstSweep: Sendable, Hashable {
    public struct Tally: Sendable, Hashable {
        public var guardrail: String
        public var title: String
        public var severity: Severity
        /// Findings that stand open.
        public var open: Int

        public init(guardrail: String, title: String, severity: Severity, open: Int) {
            self.guardrail = guardrail
            self.title = title
            self.severity = severity
            self.open = open
        }
    }

    public var account: AccountNote
    public var tallies: [Tally]

    public init(account: AccountNote, tallies: [Tally]) {
        self.account = account
        self.tallies = tallies
    }
}

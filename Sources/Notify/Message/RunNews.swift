import Records

/// That a run of a playbook waits for somebody's word, or how it ended.
public struct RunNews: Sendable, Hashable {
    /// Where it waits.
    public struct Gate: Sendable, Hashable {
        public var step: String
        /// The roles whose members may decide.
        public var by: [String]
        /// Whether two persons have to agree.
        public var needsTwo: Bool
        /// What is asked.
        public var asks: String
        /// How many have said yes.
        public var approvals: Int
        /// Whether it still waits.
        public var isOpen: Bool

        public init(
            step: String,
            by: [String],
            needsTwo: Bool,
            asks: String,
            approvals: Int,
            isOpen: Bool
        ) {
            self.step = step
            self.by = by
            self.needsTwo = needsTwo
            self.asks = asks
            self.approvals = approvals
            self.isOpen = isOpen
        }
    }

    public var run: String
    public var playbook: String
    public var status: RunRecord.Status
    /// Nil where it has no target.
    public var account: AccountNote?
    public var target: String?
    /// The case that it belongs to.
    public var reference: String?
    /// Why it was started.
    public var reason: String?
    public var startedBy: String
    /// Nil where it tells of the run's end.
    public var gate: Gate?

    public init(
        run: String,
        playbook: String,
        status: RunRecord.Status,
        account: AccountNote?,
        target: String?,
        reference: String?,
        reason: String?,
        startedBy: String,
        gate: Gate?
    ) {
        self.run = run
        self.playbook = playbook
        self.status = status
        self.account = account
        self.target = target
        self.reference = reference
        self.reason = reason
        self.startedBy = startedBy
        self.gate = gate
    }
}

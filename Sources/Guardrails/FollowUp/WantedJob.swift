import Document

/// A job that is to follow from a change.
public struct WantedJob: Sendable, Hashable {
    /// The standing batch that it belongs to: `event`, `change`, `notice` or `run`.
    public let lane: String
    /// A job kind, such as `look`.
    public let kind: String
    public let account: String
    /// Jobs with the same gate go one at a time.
    public let gate: String
    public let payload: JSON
    /// The number of the rule book that it is done with; nil: the batch's.
    public let rules: Int64?

    public init(
        lane: String,
        kind: String,
        account: String,
        gate: String,
        payload: JSON,
        rules: Int64? = nil
    ) {
        self.lane = lane
        self.kind = kind
        self.account = account
        self.gate = gate
        self.payload = payload
        self.rules = rules
    }
}

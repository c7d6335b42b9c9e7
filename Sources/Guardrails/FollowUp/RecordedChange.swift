import Document

/// A change of a finding as the outbox keeps it: committed, and perhaps something follows.
public struct RecordedChange: Sendable, Hashable {
    /// The finding's id.
    public let finding: String
    public let event: Change.Event
    /// Nil where nothing stood.
    public let before: Finding.Status?
    /// Nil where nothing stands any more.
    public let after: Finding.Status?
    public let identity: Finding.Identity
    /// The number of the rule book that it was judged with; nil where no look decided it.
    public let rules: Int64?
    /// The sweep in whose limits it counts what comes of it, empty where none noticed it; nil: nothing
    /// is to be changed.
    public let quota: String?
    /// Of the account; nil: it is in none, and nothing is done there.
    public let environment: String?
    public let at: Timestamp

    public init(
        finding: String,
        event: Change.Event,
        before: Finding.Status?,
        after: Finding.Status?,
        identity: Finding.Identity,
        rules: Int64?,
        quota: String? = "",
        environment: String? = nil,
        at: Timestamp
    ) {
        self.finding = finding
        self.event = event
        self.before = before
        self.after = after
        self.identity = identity
        self.rules = rules
        self.quota = quota
        self.environment = environment
        self.at = at
    }
}

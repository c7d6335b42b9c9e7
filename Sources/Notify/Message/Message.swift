import Document
import Records

/// What happened to whom: all that a message says, before it has a form.
public struct Message: Sendable, Hashable {
    /// The same for every attempt to send it, so that who receives it twice can drop one.
    public var key: String
    /// What it is about: the same in every message about it. Nil: the key.
    public var thread: String?
    /// When it was put together.
    public var at: Timestamp
    public var recipient: Recipient
    public var matter: Matter
    /// As they stand now, for receivers that keep findings of their own.
    public var findings: [FindingRecord]

    public init(
        key: String,
        thread: String? = nil,
        at: Timestamp,
        recipient: Recipient,
        matter: Matter,
        findings: [FindingRecord] = []
    ) {
        self.key = key
        self.thread = thread
        self.at = at
        self.recipient = recipient
        self.matter = matter
        self.findings = findings
    }
}

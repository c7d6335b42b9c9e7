import Document
import Guardrails

/// What happened to whom: all that a message says, before it has a form.
public struct Message: Sendable, Hashable {
    /// The same for every attempt to send it, so that who receives it twice can drop one.
    public var key: String
    /// When it was put together.
    public var at: Timestamp
    public var recipient: Recipient
    public var matter: Matter

    public init(key: String, at: Timestamp, recipient: Recipient, matter: Matter) {
        self.key = key
        self.at = at
        self.recipient = recipient
        self.matter = matter
    }
}

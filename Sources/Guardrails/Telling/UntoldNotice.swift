import Document

/// A change of state that nobody was told of yet, with what says who is.
public struct UntoldNotice: Sendable, Hashable {
    public var id: Int64
    public var at: Timestamp
    /// As `report.notices` has it.
    public var kind: String
    /// What happened, such as `opened`, `needs approval` or `exception ends`.
    public var event: String
    /// `owner`, or whom a guardrail or a decision names; empty: nobody.
    public var word: String
    /// The finding, change, exception, guardrail, channel or run.
    public var subject: String
    public var guardrail: String?
    public var account: String?
    public var accountName: String?
    public var severity: Severity
    public var resourceTags: [String: String]
    public var accountTags: [String: String]
    /// The mail address that the account's owner left with AWS for matters of security.
    public var contact: String?
    /// Whether the first sweep of its account noticed it.
    public var introduces: Bool

    public init(
        id: Int64,
        at: Timestamp,
        kind: String,
        event: String,
        word: String,
        subject: String,
        guardrail: String? = nil,
        account: String? = nil,
        accountName: String? = nil,
        severity: Severity,
        resourceTags: [String: String] = [:],
        accountTags: [String: String] = [:],
        contact: String? = nil,
        introduces: Bool = false
    ) {
        self.id = id
        self.at = at
        self.kind = kind
        self.event = event
        self.word = word
        self.subject = subject
        self.guardrail = guardrail
        self.account = account
        self.accountName = accountName
        self.severity = severity
        self.resourceTags = resourceTags
        self.accountTags = accountTags
        self.contact = contact
        self.introduces = introduces
    }

    /// Whether it is of a finding, and not of what is done about one.
    var isOfFinding: Bool { kind == "finding" || kind == "finding resolved" }

    /// What is told alone is told by its subject; exceptions by tag, of which there may be many,
    /// together.
    public var ownSubject: String {
        switch kind {
        case "changes stopped", "channel dead", "run": subject
        case "exception ends": subject.hasPrefix("e-") ? subject : "tag"
        default: ""
        }
    }
}

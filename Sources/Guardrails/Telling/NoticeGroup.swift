import Document

/// Notices that are told together: the same happened by the same guardrail in the same account, and
/// the same address is told.
public struct NoticeGroup: Sendable, Hashable {
    public var id: Int64
    public var channel: String
    public var address: String
    /// What happened, such as `opened`.
    public var event: String
    /// Nil where it is of many, as what a first sweep finds.
    public var guardrail: String?
    public var account: String?
    public var severity: Severity
    /// What is told alone: an exception, a switch, a channel; else empty.
    public var subject: String
    public var isOwner: Bool
    /// What the first sweep of its account found.
    public var introduces: Bool
    /// What went back and forth, and was told of enough.
    public var flaps: Bool
    /// When the same was told last; of those that flap.
    public var toldLast: Timestamp?
    public var notices: Int
    public var first: Timestamp
    public var last: Timestamp
    /// Whether the sweep that found the last of it goes on.
    public var isSweeping: Bool

    public init(
        id: Int64,
        channel: String,
        address: String = "",
        event: String,
        guardrail: String?,
        account: String?,
        severity: Severity,
        subject: String = "",
        isOwner: Bool = false,
        introduces: Bool = false,
        flaps: Bool = false,
        toldLast: Timestamp? = nil,
        notices: Int = 1,
        first: Timestamp,
        last: Timestamp? = nil,
        isSweeping: Bool = false
    ) {
        self.id = id
        self.channel = channel
        self.address = address
        self.event = event
        self.guardrail = guardrail
        self.account = account
        self.severity = severity
        self.subject = subject
        self.isOwner = isOwner
        self.introduces = introduces
        self.flaps = flaps
        self.toldLast = toldLast
        self.notices = notices
        self.first = first
        self.last = last ?? first
        self.isSweeping = isSweeping
    }

    /// Whether somebody has to do something about it, or hear of it at once: digests do not hold it.
    var isUrgent: Bool {
        switch event {
        case "opened", "reopened", "resolved", "excepted", "made", "undone", "waits", "lapsed":
            false
        default: true
        }
    }
}

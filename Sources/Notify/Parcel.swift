import Document
import Guardrails
import Records

/// A message as it is to be delivered, in every form that a channel may want.
public struct Parcel: Sendable, Hashable {
    /// The same at each attempt, so that receivers can drop repeats.
    public let key: String
    /// What the message is about, the same in every message about it: a finding, or a group. It has
    /// one ticket, and its mails are one conversation.
    public let thread: String
    /// One line.
    public let subject: String
    /// Plain text.
    public let text: String
    /// A whole HTML document, for mail.
    public let html: String
    /// A list of Slack's blocks.
    public let blocks: JSON
    /// For programs.
    public let json: JSON
    /// The worst of the findings'; nil where the message is of something else.
    public let severity: Severity?
    /// As they stand now, for receivers that keep findings of their own.
    public let findings: [FindingRecord]

    public init(
        key: String,
        thread: String,
        subject: String,
        text: String,
        html: String,
        blocks: JSON,
        json: JSON,
        severity: Severity?,
        findings: [FindingRecord]
    ) {
        self.key = key
        self.thread = thread
        self.subject = subject
        self.text = text
        self.html = html
        self.blocks = blocks
        self.json = json
        self.severity = severity
        self.findings = findings
    }
}

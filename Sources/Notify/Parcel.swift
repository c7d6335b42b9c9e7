import Document
import Guardrails

/// A message in every form that a channel may send.
public struct Parcel: Sendable, Hashable {
    /// The same for every attempt to send it.
    public var key: String
    /// One line without anything that steers.
    public var subject: String
    public var text: String
    public var html: String
    /// Slack's blocks, an array.
    public var blocks: JSON
    public var json: JSON
    /// The worst that it speaks of; nil where it speaks of no guardrail.
    public var severity: Severity?
    /// The ids of the findings that it speaks of.
    public var findings: [String]

    public init(
        key: String,
        subject: String,
        text: String,
        html: String,
        blocks: JSON,
        json: JSON,
        severity: Severity?,
        findings: [String]
    ) {
        self.key = key
        self.subject = subject
        self.text = text
        self.html = html
        self.blocks = blocks
        self.json = json
        self.severity = severity
        self.findings = findings
    }
}

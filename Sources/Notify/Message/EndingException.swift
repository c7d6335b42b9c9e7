import Document

/// A granted exception whose end is near.
public struct EndingException: Sendable, Hashable {
    public var id: String
    public var guardrail: GuardrailNote
    /// As `report.exceptions` has it: account, unit, environment, region, resource, tag, condition.
    public var scope: Object
    public var reason: String
    public var until: Timestamp
    /// How many findings stand under it, and are open again then.
    public var findings: Int

    public init(
        id: String,
        guardrail: GuardrailNote,
        scope: Object,
        reason: String,
        until: Timestamp,
        findings: Int
    ) {
        self.id = id
        self.guardrail = guardrail
        self.scope = scope
        self.reason = reason
        self.until = until
        self.findings = findings
    }
}

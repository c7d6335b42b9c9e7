import Guardrails

/// The guardrail as a message speaks of it.
public struct GuardrailNote: Sendable, Hashable {
    public var name: String
    public var title: String
    public var severity: Severity
    public var education: String

    public init(name: String, title: String, severity: Severity, education: String) {
        self.name = name
        self.title = title
        self.severity = severity
        self.education = education
    }
}

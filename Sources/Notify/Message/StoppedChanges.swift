import Document

/// Somebody, or Parapet itself after failures in a row, pulled the switch.
public struct StoppedChanges: Sendable, Hashable {
    /// Nil: all changes.
    public var guardrail: GuardrailNote?
    public var by: String
    public var at: Timestamp
    public var reason: String?
    /// How many changes are held back by it.
    public var waiting: Int

    public init(
        guardrail: GuardrailNote?,
        by: String,
        at: Timestamp,
        reason: String?,
        waiting: Int
    ) {
        self.guardrail = guardrail
        self.by = by
        self.at = at
        self.reason = reason
        self.waiting = waiting
    }
}

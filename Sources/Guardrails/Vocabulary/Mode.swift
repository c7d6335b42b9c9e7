/// What a guardrail may do in an environment, from nothing to acting by itself.
public enum Mode: String, Sendable, Hashable, CaseIterable {
    case off, observe, notify, approve, enforce
}

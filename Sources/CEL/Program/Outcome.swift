/// What an evaluation ends in.
public enum Outcome: Sendable {
    case value(Value)
    case error(EvaluationError)
    /// The strings, given by the host, name what is missing.
    case unknown(Set<String>)
}

extension Outcome {
    public var value: Value? { if case .value(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .value(.bool(let value)) = self { value } else { nil } }
    public var error: EvaluationError? { if case .error(let error) = self { error } else { nil } }
    public var unknown: Set<String>? { if case .unknown(let names) = self { names } else { nil } }
}

/// The answer to "is there a request that is allowed?".
public enum PolicyAnswer: Sendable, Hashable {
    /// With one that is.
    case yes(Request)
    case no
    /// Why it cannot be told.
    case unknown(String)

    public var isYes: Bool { if case .yes = self { true } else { false } }
    public var isUnknown: Bool { if case .unknown = self { true } else { false } }
}

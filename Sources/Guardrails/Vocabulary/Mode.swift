/// What a guardrail may do in an environment, from nothing to acting by itself; the order is that of
/// what it may.
public enum Mode: String, Sendable, Hashable, CaseIterable, Comparable {
    case off, observe, notify, approve, enforce

    public static func < (left: Mode, right: Mode) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

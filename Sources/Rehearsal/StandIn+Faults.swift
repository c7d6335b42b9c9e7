import Document

extension StandIn {
    /// What goes wrong with some calls.
    public struct Fault: Sendable {
        public enum Effect: String, Sendable, CaseIterable {
            case throttled = "throttle"
            case denied = "deny"
            /// An error of AWS's own, which did nothing.
            case failed = "error"
            /// The connection ends, and the call did nothing.
            case cutBefore = "reset"
            /// The connection ends, and the call took effect.
            case cutAfter = "lost"
        }

        public var effect: Effect
        public var calls: Calls
        /// The one of them that it strikes, from 1; nil: each.
        public var nth: Int?
        /// It ends after so many; nil: never.
        public var times: Int?

        public init(
            _ effect: Effect,
            _ calls: Calls = .writes,
            nth: Int? = nil,
            times: Int? = nil
        ) {
            self.effect = effect
            self.calls = calls
            self.nth = nth
            self.times = times
        }

        fileprivate var rule: JSON {
            var rule = calls.rule
            rule["name"] = .string(effect.rawValue)
            rule["effect"] = .string(effect.rawValue)
            rule["nth"] = nth.map { .int(Int64($0)) }
            rule["count"] = times.map { .int(Int64($0)) }
            return .object(rule)
        }
    }

    /// From now on these go wrong, the first that strikes a call; none: all goes well again. Each counts
    /// the calls that it is about from here on, also those that another struck.
    public func set(faults: [Fault]) async throws {
        try await set(rules: .array(faults.map(\.rule)))
    }
}

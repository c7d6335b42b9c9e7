extension Guardrail {
    /// The most that actions may change by themselves, and how carefully.
    public struct Limits: Sendable, Hashable {
        /// How many changes are made before the next wave waits for what became of them.
        public enum Wave: Sendable, Hashable {
            case count(Int)
            /// All that are left.
            case all
        }

        public var changesPerSweep = 10
        /// Whole percent of the resources that it judged.
        public var sharePerSweep = 5
        /// In one account.
        public var changesPerHour = 10
        /// The last is ``Wave/all``.
        public var waves: [Wave] = [.count(1), .count(10), .all]
        /// After so many it changes nothing more.
        public var failuresInARow = 3
        /// Of one account, region and service.
        public var writesPerSecond = 1

        public init() {}
    }
}

extension Guardrail.Limits {
    /// What somebody wrote of them; nil: nothing.
    public struct Keys: Sendable, Hashable {
        public var changesPerSweep: Int?
        public var sharePerSweep: Int?
        public var changesPerHour: Int?
        public var waves: [Wave]?
        public var failuresInARow: Int?
        public var writesPerSecond: Int?

        public init() {}
    }

    /// Key by key; lists are replaced.
    public func overlaid(by keys: Keys) -> Guardrail.Limits {
        var limits = self
        limits.changesPerSweep = keys.changesPerSweep ?? changesPerSweep
        limits.sharePerSweep = keys.sharePerSweep ?? sharePerSweep
        limits.changesPerHour = keys.changesPerHour ?? changesPerHour
        limits.waves = keys.waves ?? waves
        limits.failuresInARow = keys.failuresInARow ?? failuresInARow
        limits.writesPerSecond = keys.writesPerSecond ?? writesPerSecond
        return limits
    }
}

extension Guardrail.Limits.Wave {
    /// As files have it.
    public var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .all: "all"
        }
    }
}

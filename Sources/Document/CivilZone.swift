/// How the clocks of a place stand against UTC, as the time zone database has it.
public struct CivilZone: Sendable, Hashable {
    /// From a moment on.
    struct Transition: Sendable, Hashable {
        /// Since 1970-01-01T00:00:00Z.
        let seconds: Int64
        let offsetSeconds: Int64
    }

    /// Such as `Europe/Zurich`.
    public let name: String
    /// Before the first transition.
    let firstOffsetSeconds: Int64
    /// In order.
    let transitions: [Transition]
    /// What holds after the last of them; nil: nothing changes any more.
    let rule: CivilZoneRule?

    public static let utc = CivilZone(
        name: "UTC",
        firstOffsetSeconds: 0,
        transitions: [],
        rule: nil
    )

    /// What is added to UTC for the time on the wall.
    ///
    /// - Parameter seconds: since 1970-01-01T00:00:00Z.
    public func offsetSeconds(at seconds: Int64) -> Int64 {
        if let rule, transitions.last.map({ seconds >= $0.seconds }) != false {
            return rule.offsetSeconds(at: seconds)
        }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].seconds <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffsetSeconds : transitions[low - 1].offsetSeconds
    }

    /// The moments after one and up to another at which the offset may change, in order.
    public func changes(after start: Int64, through end: Int64) -> [Int64] {
        var found = transitions.map(\.seconds)
        if let rule {
            let last = found.last ?? .min
            let years = CivilTime(seconds: start).year - 1...CivilTime(seconds: end).year + 1
            found += years.flatMap(rule.changes).filter { $0 > last }
        }
        return found.filter { $0 > start && $0 <= end }.sorted()
    }
}

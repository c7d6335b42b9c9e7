/// A set of numbers, or of seconds: intervals with or without their ends.
public struct IntervalSet: Sendable, Hashable {
    /// A place on the line of numbers: just before a number, or just after it.
    struct Cut: Sendable, Hashable, Comparable {
        let number: Double
        let isAfter: Bool

        static func < (left: Cut, right: Cut) -> Bool {
            left.number != right.number
                ? left.number < right.number : !left.isAfter && right.isAfter
        }
    }

    /// In order, none touching another.
    private var intervals: [Range<Cut>]

    private static let first = Cut(number: -.infinity, isAfter: false)
    private static let last = Cut(number: .infinity, isAfter: true)

    private init(_ intervals: [Range<Cut>]) { self.intervals = intervals }

    public static let everything = IntervalSet([first..<last])
    public static let nothing = IntervalSet([])

    public static func only(_ number: Double) -> IntervalSet {
        IntervalSet([Cut(number: number, isAfter: false)..<Cut(number: number, isAfter: true)])
    }

    public static func below(_ number: Double, orEqual: Bool) -> IntervalSet {
        IntervalSet([first..<Cut(number: number, isAfter: orEqual)])
    }

    public static func above(_ number: Double, orEqual: Bool) -> IntervalSet {
        IntervalSet([Cut(number: number, isAfter: !orEqual)..<last])
    }

    public var isEmpty: Bool { intervals.isEmpty }

    public var complement: IntervalSet {
        var gaps: [Range<Cut>] = []
        var next = Self.first
        for interval in intervals {
            if next < interval.lowerBound { gaps.append(next..<interval.lowerBound) }
            next = interval.upperBound
        }
        if next < Self.last { gaps.append(next..<Self.last) }
        return IntervalSet(gaps)
    }

    public func intersection(_ other: IntervalSet) -> IntervalSet {
        var common: [Range<Cut>] = []
        var (i, j) = (0, 0)
        while i < intervals.count, j < other.intervals.count {
            let both = intervals[i].clamped(to: other.intervals[j])
            if !both.isEmpty { common.append(both) }
            if intervals[i].upperBound < other.intervals[j].upperBound { i += 1 } else { j += 1 }
        }
        return IntervalSet(common)
    }

    public func union(_ other: IntervalSet) -> IntervalSet {
        complement.intersection(other.complement).complement
    }

    public func contains(_ number: Double) -> Bool { !intersection(.only(number)).isEmpty }

    /// A number of the set, a whole one where there is one nearby.
    public var witness: Double? {
        guard let interval = intervals.first else { return nil }
        let (low, high) = (interval.lowerBound, interval.upperBound)
        let start =
            low.number.isFinite ? low.number.rounded(.up) : min(0, high.number.rounded(.down))
        for candidate in [start, start + 1, start - 1, low.number, (low.number + high.number) / 2]
        where candidate.isFinite && interval.contains(Cut(number: candidate, isAfter: false))
            && interval.lowerBound <= Cut(number: candidate, isAfter: false)
            && Cut(number: candidate, isAfter: true) <= interval.upperBound
        {
            return candidate
        }
        return low.number.isFinite ? low.number.nextUp : nil
    }
}

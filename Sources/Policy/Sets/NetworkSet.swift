import Document

/// A set of IP addresses, both families, held as ranges that neither overlap nor touch.
public struct NetworkSet: Sendable, Hashable {
    /// In order.
    public private(set) var v4: [ClosedRange<UInt128>] = []
    public private(set) var v6: [ClosedRange<UInt128>] = []

    public static let none = NetworkSet()
    public static let all = NetworkSet(v4: [0...lastV4], v6: [0...UInt128.max])

    private static let lastV4 = UInt128(UInt32.max)

    private init() {}

    private init(v4: [ClosedRange<UInt128>], v6: [ClosedRange<UInt128>]) {
        self.v4 = v4
        self.v6 = v6
    }

    public init(_ networks: some Sequence<Network>) {
        for network in networks {
            let first = network.bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
            let free = network.bytes.count * 8 - network.prefixLength
            let range = first...(first | (free == 128 ? .max : (UInt128(1) << UInt128(free)) - 1))
            if network.isIPv6 { v6.append(range) } else { v4.append(range) }
        }
        v4 = Self.joined(v4)
        v6 = Self.joined(v6)
    }

    public var isEmpty: Bool { v4.isEmpty && v6.isEmpty }

    public func union(_ other: NetworkSet) -> NetworkSet {
        NetworkSet(v4: Self.joined(v4 + other.v4), v6: Self.joined(v6 + other.v6))
    }

    public func intersection(_ other: NetworkSet) -> NetworkSet {
        NetworkSet(v4: Self.common(v4, other.v4), v6: Self.common(v6, other.v6))
    }

    public func subtracting(_ other: NetworkSet) -> NetworkSet { intersection(other.complement) }

    public var complement: NetworkSet {
        NetworkSet(v4: Self.gaps(v4, last: Self.lastV4), v6: Self.gaps(v6, last: .max))
    }

    public func contains(_ other: NetworkSet) -> Bool { other.subtracting(self).isEmpty }

    private static func joined(_ ranges: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
        var joined: [ClosedRange<UInt128>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = joined.last,
                last.upperBound == .max || range.lowerBound <= last.upperBound + 1
            else {
                joined.append(range)
                continue
            }
            joined[joined.count - 1] =
                last.lowerBound...max(last.upperBound, range.upperBound)
        }
        return joined
    }

    private static func common(
        _ left: [ClosedRange<UInt128>],
        _ right: [ClosedRange<UInt128>]
    ) -> [ClosedRange<UInt128>] {
        var common: [ClosedRange<UInt128>] = []
        var (i, j) = (0, 0)
        while i < left.count, j < right.count {
            let first = max(left[i].lowerBound, right[j].lowerBound)
            let last = min(left[i].upperBound, right[j].upperBound)
            if first <= last { common.append(first...last) }
            if left[i].upperBound < right[j].upperBound { i += 1 } else { j += 1 }
        }
        return common
    }

    private static func gaps(
        _ ranges: [ClosedRange<UInt128>],
        last: UInt128
    ) -> [ClosedRange<UInt128>] {
        var gaps: [ClosedRange<UInt128>] = []
        var next: UInt128 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            if range.upperBound >= last { return gaps }
            next = range.upperBound + 1
        }
        gaps.append(next...last)
        return gaps
    }
}

import Document

extension NetworkSet {
    /// Addresses that no packet from the internet carries. Sources: RFC 1918, 6598, 1122, 3927, 4193,
    /// 4291; multicast and what is reserved for experiments count likewise.
    public static let unroutable = NetworkSet(
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
            "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3",
        ].compactMap { Network($0) }
    ).union(publicV6.complement.intersection(NetworkSet(["::/0"].compactMap { Network($0) })))

    /// What is assigned to the internet of IPv6.
    private static let publicV6 = NetworkSet(["2000::/3"].compactMap { Network($0) })

    private static let publicV4 = NetworkSet(["0.0.0.0/0"].compactMap { Network($0) })
        .subtracting(unroutable)

    /// Whether it is the internet: a network wider than /8 (IPv6: /32) of addresses that are not
    /// private, or more than half of the public addresses of a family.
    ///
    /// It is judged over all networks that let somebody in together: half the internet in each of two
    /// statements is the whole of it.
    public var isInternet: Bool {
        let open = subtracting(.unroutable)
        return Self.holdsWide(open.v4, bits: 32, prefix: 8)
            || Self.holdsWide(open.v6, bits: 128, prefix: 32)
            || Self.size(open.v4) > Self.size(Self.publicV4.v4) / 2
            || Self.size(open.v6) > Self.size(Self.publicV6.v6) / 2
    }

    /// Whether it is the internet with the help of some of its own networks: they touch a wide network
    /// that it holds, or are of a family of which it holds more than half.
    public func isInternet(through part: NetworkSet) -> Bool {
        let (open, own) = (subtracting(.unroutable), part.subtracting(.unroutable))
        let touched = { (ranges: [ClosedRange<UInt128>], own: [ClosedRange<UInt128>]) in
            ranges.filter { range in own.contains { $0.overlaps(range) } }
        }
        return Self.holdsWide(touched(open.v4, own.v4), bits: 32, prefix: 8)
            || Self.holdsWide(touched(open.v6, own.v6), bits: 128, prefix: 32)
            || !own.v4.isEmpty && Self.size(open.v4) > Self.size(Self.publicV4.v4) / 2
            || !own.v6.isEmpty && Self.size(open.v6) > Self.size(Self.publicV6.v6) / 2
    }

    /// Whether one aligned network, wider than the prefix, lies within one range.
    private static func holdsWide(
        _ ranges: [ClosedRange<UInt128>],
        bits: UInt128,
        prefix: UInt128
    ) -> Bool {
        let size = UInt128(1) << (bits - prefix + 1)
        return ranges.contains { range in
            let offset = range.lowerBound % size
            let (start, overflows) = range.lowerBound.addingReportingOverflow(
                offset == 0 ? 0 : size - offset
            )
            return !overflows && start <= range.upperBound
                && range.upperBound - start >= size - 1
        }
    }

    private static func size(_ ranges: [ClosedRange<UInt128>]) -> UInt128 {
        ranges.reduce(0) { $0 + ($1.upperBound - $1.lowerBound) }
    }
}

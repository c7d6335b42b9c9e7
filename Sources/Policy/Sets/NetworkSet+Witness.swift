extension NetworkSet {
    /// An address of the set, a public one where there is one; nil where it is empty.
    public var witness: String? {
        let best = subtracting(.unroutable)
        let from = best.isEmpty ? self : best
        if let first = from.v4.first?.lowerBound { return Self.v4Text(UInt32(first)) }
        return from.v6.first.map { Self.v6Text($0.lowerBound) }
    }

    private static func v4Text(_ address: UInt32) -> String {
        (0..<4).map { String(address >> (24 - 8 * UInt32($0)) & 255) }.joined(separator: ".")
    }

    private static func v6Text(_ address: UInt128) -> String {
        (0..<8).map { String(address >> (112 - 16 * UInt128($0)) & 0xFFFF, radix: 16) }
            .joined(separator: ":")
    }
}

/// An IPv4 or IPv6 address without a zone.
public struct IPAddress: Sendable, Hashable {
    public enum Family: Int64, Sendable { case v4 = 4, v6 = 6 }

    public let family: Family
    /// The address as a number; an IPv4 address uses the low 32 bits.
    public let bits: UInt128

    init(family: Family, bits: UInt128) {
        self.family = family
        self.bits = bits
    }

    public var bitCount: Int { family == .v4 ? 32 : 128 }

    public var isUnspecified: Bool { bits == 0 }

    public var isLoopback: Bool { family == .v4 ? bits >> 24 == 127 : bits == 1 }

    /// 224.0.0.0/4 or ff00::/8.
    public var isMulticast: Bool { family == .v4 ? bits >> 28 == 14 : bits >> 120 == 0xFF }

    /// 224.0.0.0/24 or ff02::/16, of any flags.
    public var isLinkLocalMulticast: Bool {
        family == .v4 ? bits >> 8 == 0xE00000 : bits >> 120 == 0xFF && bits >> 112 & 0xF == 2
    }

    /// 169.254.0.0/16 or fe80::/10.
    public var isLinkLocalUnicast: Bool {
        family == .v4 ? bits >> 16 == 0xA9FE : bits >> 118 == 0x3FA
    }

    /// Neither unspecified, broadcast, loopback, multicast nor link-local; private ranges count.
    public var isGlobalUnicast: Bool {
        !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
            && !(family == .v4 && bits == 0xFFFF_FFFF)
    }
}

extension IPAddress {
    /// Reads `192.0.2.1` or `2001:db8::1`. Nil for anything else: zones, leading zeros, and IPv6
    /// that ends in dotted IPv4.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: ":")) {
            guard let bits = Self.v6(bytes) else { return nil }
            self.init(family: .v6, bits: bits)
        } else {
            guard let bits = Self.v4(bytes) else { return nil }
            self.init(family: .v4, bits: bits)
        }
    }

    private static func v4(_ bytes: [UInt8]) -> UInt128? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt128 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isDigit),
                part.count == 1 || part.first != UInt8(ascii: "0")
            else { return nil }
            let number = part.reduce(UInt128(0)) { $0 * 10 + UInt128($1 - 48) }
            guard number < 256 else { return nil }
            bits = bits << 8 | number
        }
        return bits
    }

    private static func v6(_ bytes: [UInt8]) -> UInt128? {
        // At most one gap, written as two colons.
        var gap: Int?
        var groups: [UInt128] = []
        var rest = bytes[...]
        if rest.starts(with: "::".utf8) {
            gap = 0
            rest.removeFirst(2)
        }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.hexDigit != nil }
            guard (1...4).contains(digits.count) else { return nil }
            groups.append(digits.reduce(0) { $0 << 4 | UInt128($1.hexDigit ?? 0) })
            rest.removeFirst(digits.count)
            guard !rest.isEmpty else { break }
            if rest.starts(with: "::".utf8) {
                guard gap == nil else { return nil }
                gap = groups.count
                rest.removeFirst(2)
            } else {
                guard rest.first == UInt8(ascii: ":"), rest.count > 1 else { return nil }
                rest.removeFirst()
            }
        }
        guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
        let head = groups.prefix(gap ?? 8)
        let tail = groups.dropFirst(head.count)
        let zeros = Array(repeating: UInt128(0), count: 8 - groups.count)
        return (head + zeros + tail).reduce(0) { $0 << 16 | $1 }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical form of RFC 5952.
    public var description: String {
        guard family == .v6 else {
            return (0..<4).map { String(bits >> UInt128(24 - 8 * $0) & 0xFF) }
                .joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(112 - 16 * $0)) }
        let shown = groups.map { String($0, radix: 16) }
        guard let gap = Self.longestZeros(groups) else { return shown.joined(separator: ":") }
        return shown[..<gap.lowerBound].joined(separator: ":") + "::"
            + shown[gap.upperBound...].joined(separator: ":")
    }

    private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(1, best?.count ?? 0) { best = start..<index }
            start = index + 1
        }
        return best
    }
}

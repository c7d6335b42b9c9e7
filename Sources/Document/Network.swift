/// An IPv4 or IPv6 network in CIDR notation.
public struct Network: Sendable, Hashable {
    /// 4 or 16 bytes, host bits zero.
    public let bytes: [UInt8]
    public let prefixLength: Int

    public var isIPv6: Bool { bytes.count == 16 }

    /// Nil unless it is an address and a prefix length; host bits are cleared as AWS clears them.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let bytes = Self.address(halves[0]),
            halves[1].utf8.allSatisfy({ (48...57).contains($0) }),
            let length = Int(halves[1]), length <= bytes.count * 8
        else { return nil }
        self.bytes = bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, length - index * 8))
            return kept == 8 ? byte : byte & ~(UInt8.max >> UInt8(kept))
        }
        prefixLength = length
    }

    /// Whether every address of `other` is in this network. Never true across families.
    public func contains(_ other: Network) -> Bool {
        guard bytes.count == other.bytes.count, prefixLength <= other.prefixLength else {
            return false
        }
        for (index, byte) in bytes.enumerated() {
            let kept = min(8, prefixLength - index * 8)
            guard kept > 0 else { return true }
            let mask = kept == 8 ? UInt8.max : ~(UInt8.max >> UInt8(kept))
            guard byte == other.bytes[index] & mask else { return false }
        }
        return true
    }

    static func address(_ text: some StringProtocol) -> [UInt8]? {
        text.contains(":") ? ipv6(String(text)) : ipv4(String(text))
    }

    private static func ipv4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt8? in
            guard !part.isEmpty, part.utf8.allSatisfy({ (48...57).contains($0) }),
                part.count == 1 || part.first != "0"
            else { return nil }
            return UInt8(part)
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func ipv6(_ text: String) -> [UInt8]? {
        var halves: [String] = []
        if let gap = text.firstRange(of: "::") {
            halves = [String(text[..<gap.lowerBound]), String(text[gap.upperBound...])]
            guard !halves[1].contains("::") else { return nil }
        } else {
            halves = [text]
        }
        let groups = halves.compactMap(groups)
        guard groups.count == halves.count else { return nil }
        let written = groups.reduce(0) { $0 + $1.count }
        if groups.count == 1 { return written == 16 ? groups[0] : nil }
        guard written <= 14 else { return nil }
        return groups[0] + Array(repeating: 0, count: 16 - written) + groups[1]
    }

    /// The bytes of `a:b:1.2.3.4`; an embedded IPv4 address only at the end.
    private static func groups(_ text: String) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains(".") {
                guard index == parts.count - 1, let tail = ipv4(String(part)) else { return nil }
                bytes += tail
            } else {
                guard (1...4).contains(part.count), part.first?.isHexDigit == true,
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 255)]
            }
        }
        return bytes
    }
}

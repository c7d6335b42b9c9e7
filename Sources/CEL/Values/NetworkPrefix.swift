/// An address with a prefix length, as in `10.0.0.1/8`; the bits after the prefix are kept.
public struct NetworkPrefix: Sendable, Hashable {
    public let address: IPAddress
    public let length: Int

    /// Nil where the length does not fit the address.
    public init?(address: IPAddress, length: Int) {
        guard (0...address.bitCount).contains(length) else { return nil }
        self.address = address
        self.length = length
    }

    /// Reads `10.0.0.0/8` or `2001:db8::/32`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])),
            (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(\.isDigit),
            parts[1].utf8.count == 1 || parts[1].first != "0", let length = Int(parts[1])
        else { return nil }
        self.init(address: address, length: length)
    }

    private var network: UInt128 {
        let host = UInt128(address.bitCount - length)
        return host >= 128 ? 0 : (address.bits >> host) << host
    }

    /// With the bits after the prefix cleared.
    public var masked: NetworkPrefix {
        NetworkPrefix(
            address: IPAddress(family: address.family, bits: network),
            length: length
        ) ?? self
    }

    public func contains(_ other: IPAddress) -> Bool {
        guard let other = NetworkPrefix(address: other, length: length) else { return false }
        return address.family == other.address.family && network == other.network
    }

    public func contains(_ other: NetworkPrefix) -> Bool {
        length <= other.length && contains(other.address)
    }
}

extension NetworkPrefix: CustomStringConvertible {
    public var description: String { "\(address)/\(length)" }
}

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
}

/// An IPv4 or IPv6 address without a zone.
public struct IPAddress: Sendable, Hashable {
    public enum Family: Int64, Sendable { case v4 = 4, v6 = 6 }

    public let family: Family
    /// The address as a number; an IPv4 address uses the low 32 bits.
    public let bits: UInt128

    public init(family: Family, bits: UInt128) {
        self.family = family
        self.bits = bits
    }

    public var bitCount: Int { family == .v4 ? 32 : 128 }
}

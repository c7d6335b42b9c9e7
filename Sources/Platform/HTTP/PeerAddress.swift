import Document
import Glibc

/// An address that a connection is to be made to.
struct PeerAddress: Sendable, Hashable {
    /// As it is, with all of its bits.
    let network: Network

    /// Nil for what is no address.
    init?(_ text: String) {
        guard let network = Network("\(text)/\(text.contains(":") ? 128 : 32)") else { return nil }
        self.network = network
    }

    /// Nil for other families than IPv4 and IPv6.
    init?(_ address: UnsafeRawPointer, byteCount: Int) {
        guard byteCount >= MemoryLayout<sa_family_t>.size else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let offset: Int?
        let family = Int32(address.loadUnaligned(as: sa_family_t.self))
        switch family {
        case AF_INET where byteCount >= MemoryLayout<sockaddr_in>.size:
            offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr)
        case AF_INET6 where byteCount >= MemoryLayout<sockaddr_in6>.size:
            offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr)
        default: offset = nil
        }
        guard let offset,
            inet_ntop(family, address + offset, &text, socklen_t(INET6_ADDRSTRLEN)) != nil
        else { return nil }
        self.init(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
    }

    /// The IPv4 address that a packet to this IPv6 address ends at. Sources: RFC 4291 (mapped), 6052
    /// (NAT64), 3056 (6to4).
    private var carried: Network? {
        let bytes = network.bytes
        guard bytes.count == 16 else { return nil }
        let tail: ArraySlice<UInt8>
        if Self.mapped.contains(network) || Self.translated.contains(network) {
            tail = bytes[12...]
        } else if Self.sixToFour.contains(network) {
            tail = bytes[2..<6]
        } else {
            return nil
        }
        return Network(tail.map { String($0) }.joined(separator: ".") + "/32")
    }

    /// As it is written, and where it ends.
    var networks: [Network] { [network, carried].compactMap(\.self) }

    /// Whether anybody may have it: no network of an organization, of a link, of this machine, and
    /// none that is set aside. What carries an IPv4 address is where that is.
    var isOnInternet: Bool {
        if let carried { return !Self.isSetAside(carried) }
        return network.isIPv6
            ? Self.assigned.contains(network) && !Self.isSetAside(network)
            : !Self.isSetAside(network)
    }

    var isLoopback: Bool {
        networks.contains { loopback in Self.loopback.contains { $0.contains(loopback) } }
    }

    private static func isSetAside(_ network: Network) -> Bool {
        setAside.contains { $0.contains(network) }
    }

    private static let mapped = known("::ffff:0:0/96")
    private static let translated = known("64:ff9b::/96")
    private static let sixToFour = known("2002::/16")
    /// What is assigned to the internet of IPv6; all else is not.
    private static let assigned = known("2000::/3")
    private static let loopback = ["127.0.0.0/8", "::1/128"].map(known)

    /// IANA's registries of special-purpose addresses, but for those that are globally reachable, and
    /// multicast (RFC 5771).
    private static let setAside = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        "2001::/23", "2001:db8::/32", "3fff::/20",
    ].map(known)

    private static func known(_ text: String) -> Network {
        guard let network = Network(text) else { preconditionFailure("\(text) is no network") }
        return network
    }
}

extension PeerAddress: CustomStringConvertible {
    /// As people write it, and where it ends: `::ffff:127.0.0.1, which is 127.0.0.1`.
    var description: String {
        let end = carried.map { ", which is \(Self.text($0.bytes))" } ?? ""
        return Self.text(network.bytes) + end
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 16 ? AF_INET6 : AF_INET
        guard inet_ntop(family, bytes, &text, socklen_t(INET6_ADDRSTRLEN)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }
}

import Document
import Policy

/// A web application firewall or content network outside AWS that names may already lead to.
struct KnownProvider: Sendable, Hashable {
    let name: String
    /// Of the names that it gives its customers.
    let suffixes: [String]
    /// Where its proxies answer, as published on the day that is told beside them. They change: what
    /// is found by them is told, and nothing is opened or closed by them.
    let networks: [Network]

    /// The one that a record's target belongs to: a name, or an address.
    static func owner(of target: String) -> KnownProvider? {
        if let address = Network("\(target)/\(target.contains(":") ? 128 : 32)") {
            return all.first { provider in provider.networks.contains { $0.contains(address) } }
        }
        return all.first { provider in
            provider.suffixes.contains { target == $0 || target.hasSuffix(".\($0)") }
        }
    }
}

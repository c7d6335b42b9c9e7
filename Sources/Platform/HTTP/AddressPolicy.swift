import Document

/// Which addresses a request may be connected to, whatever its URL says: names resolve to what their
/// owners like, and to something else the next time.
public enum AddressPolicy: Sendable, Hashable {
    /// Wherever the name leads.
    case any
    /// To the internet, to these networks besides, and to these hosts wherever they are. Without TLS
    /// to this machine alone, where one of them has it.
    ///
    /// - Parameter hosts: in lower case, as the URL names them.
    case internet(hosts: Set<String> = [], networks: [Network] = [])

    /// - Parameter host: as the URL has it, in lower case; nil: it has none that can be read.
    func admits(_ address: PeerAddress, of host: String?, isPlain: Bool) -> Bool {
        guard case .internet(let hosts, let networks) = self else { return true }
        if isPlain && !address.isLoopback { return false }
        if let host, hosts.contains(host) { return true }
        return address.isOnInternet
            || networks.contains { network in
                address.networks.contains { network.contains($0) }
            }
    }
}

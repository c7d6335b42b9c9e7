import CEL
import Document
import Policy

/// The networks that an action lets in, as a guardrail gives them.
struct KnownNetworks {
    private let networks: [(network: Network, text: String)]
    /// Why nothing is done with them.
    let problem: String?

    init(_ texts: [String]) {
        var networks: [(network: Network, text: String)] = []
        var problem: String?
        for text in texts {
            guard let network = Network(text), let prefix = NetworkPrefix(text) else {
                problem = problem ?? "'\(text)' is not a network in CIDR notation"
                continue
            }
            // AWS writes them without host bits.
            networks.append((network, prefix.masked.description))
        }
        if texts.isEmpty { problem = "no network is known" }
        for (network, text) in networks where problem == nil && Self.isWide(network) {
            problem = "\(text) is so wide that AWS calls it public"
        }
        if problem == nil, NetworkSet(networks.map(\.network)).isInternet {
            problem = "together they are the internet"
        }
        self.networks = networks
        self.problem = problem
    }

    /// Wider than /8, IPv6 /32. Source: Amazon S3 User Guide, "The meaning of 'public'".
    private static func isWide(_ network: Network) -> Bool {
        network.prefixLength < (network.isIPv6 ? 32 : 8)
    }

    /// As AWS writes them, each once.
    func texts(where isWanted: (Network) -> Bool = { _ in true }) -> [String] {
        Set(networks.filter { isWanted($0.network) }.map(\.text)).sorted()
    }

    /// Of a parameter that lists them; an empty list is no mistake of the guardrail's file.
    @Sendable static func problem(_ json: JSON) -> String? {
        json.texts.isEmpty ? nil : KnownNetworks(json.texts).problem
    }
}

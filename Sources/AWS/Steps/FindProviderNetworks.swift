import Document
import Playbooks

extension Step {
    /// They change: they are asked for each time, and nowhere written down.
    static let findProviderNetworks = Step(
        StepType(
            "waf.find-networks",
            title:
                "The networks that a firewall outside AWS asks servers from, as it publishes them",
            kind: .analyse,
            site: .estate,
            inputs: [.provider],
            outputs: [
                .init("networks", .list(.text), "all, in CIDR notation"),
                .init("ipv4", .list(.text), "those of IPv4"),
                .init("ipv6", .list(.text), "those of IPv6"),
            ]
        )
    ) { context in
        await context.asking(FirewallProvider.Read.listNetworks) { found in
            let (four, six) = (found?["ipv4"]?.array ?? [], found?["ipv6"]?.array ?? [])
            return .done([
                "networks": .array(four + six), "ipv4": .array(four), "ipv6": .array(six),
            ])
        }
    }
}

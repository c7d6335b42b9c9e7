import Document
import Guardrails
import Policy

extension PublicServer {
    static let types = [
        "cloudfront.distribution", "ec2.instance", "ec2.network-acl", "ec2.network-interface",
        "ec2.route-table", "ec2.security-group", "elb.load-balancer", "elbv2.load-balancer",
    ]

    /// Those of one place, by their kinds and ids.
    static func all(in place: KnownPlace) -> [PublicServer] {
        let reach = WebReach(place: place)
        let found =
            place.of("ec2.instance").compactMap { instance($0, reach) }
            + place.of("elbv2.load-balancer").compactMap { balancer($0, reach) }
            + place.of("elb.load-balancer").compactMap { classic($0, reach) }
            + place.of("cloudfront.distribution").compactMap(distribution)
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }

    /// An instance by any of its interfaces that has an address on the internet. One that is stopped
    /// answers nobody.
    private static func instance(_ instance: Resource, _ reach: WebReach) -> PublicServer? {
        guard ["pending", "running"].contains(instance.text("state")) else { return nil }
        let own = reach.place.of("ec2.network-interface").filter {
            $0.text("instance") == instance.name.id
        }
        // What its interfaces are is known of itself alone where nobody read them.
        let interfaces = own.isEmpty ? [instance] : own
        var server = PublicServer(.instance, instance)
        var isReached = Kleene.no
        for interface in interfaces {
            let addresses = interface.internetAddresses
            let groups = interface.texts("security_groups")
            for address in addresses {
                let answer = Self.isReached(interface, groups, address.contains(":"), reach)
                isReached = isReached || answer
                if answer != .no {
                    server.addresses.append(address)
                    server.groups += groups
                }
            }
        }
        switch isReached {
        case .no: return nil
        case .yes: break
        case .unknown(let what): server.unknown = what.sorted()
        }
        server.groups = Set(server.groups).sorted()
        server.dns = instance.document["aws"]?["PublicDnsName"]?.string.flatMap {
            $0.isEmpty ? nil : $0
        }
        return server
    }

    private static func isReached(
        _ interface: Resource,
        _ groups: [String],
        _ isIPv6: Bool,
        _ reach: WebReach
    ) -> Kleene {
        guard let subnet = interface.text("subnet") else {
            return reach.groupsLetIn(groups) && .unknown(["the subnet of \(interface.name.id)"])
        }
        let vpc = interface.text("vpc")
        return reach.groupsLetIn(groups)
            && reach.subnetIsPublic(subnet, vpc: vpc, isIPv6: isIPv6)
            && reach.networkACLLetsIn(subnet, isIPv6: isIPv6)
    }

    private static func balancer(_ balancer: Resource, _ reach: WebReach) -> PublicServer? {
        let kinds: [String: Kind] = ["application": .application, "network": .network]
        guard balancer.text("scheme") == "internet-facing",
            let kind = balancer.text("kind").flatMap({ kinds[$0] })
        else { return nil }
        let listeners = balancer.document["listeners"]?.array
        let ports = listeners?.compactMap { $0["Port"]?.int.map { Int($0) } }
        return front(PublicServer(kind, balancer), balancer, ports, reach)
    }

    private static func classic(_ balancer: Resource, _ reach: WebReach) -> PublicServer? {
        guard balancer.text("scheme") == "internet-facing" else { return nil }
        let listeners = balancer.document["aws"]?["ListenerDescriptions"]?.array
        let ports = listeners?.compactMap {
            $0["Listener"]?["LoadBalancerPort"]?.int.map { Int($0) }
        }
        return front(PublicServer(.classic, balancer), balancer, ports, reach)
    }

    /// - Parameter ports: those that it listens on; nil: nobody knows.
    private static func front(
        _ server: PublicServer,
        _ balancer: Resource,
        _ ports: [Int]?,
        _ reach: WebReach
    ) -> PublicServer? {
        var server = server
        server.dns = balancer.text("dns")
        server.groups = balancer.texts("security_groups").sorted()
        // A load balancer without groups lets everybody in.
        guard !server.groups.isEmpty else { return server }
        switch reach.groupsLetIn(server.groups, ports: ports ?? WebReach.ports) {
        case .no: return nil
        case .yes: break
        case .unknown(let what): server.unknown = what.sorted()
        }
        return server
    }

    private static func distribution(_ distribution: Resource) -> PublicServer? {
        guard distribution.document["enabled"]?.bool != false else { return nil }
        var server = PublicServer(.distribution, distribution)
        server.dns = distribution.text("domain")
        server.aliases = distribution.texts("aliases").sorted()
        server.webACL = distribution.text("web_acl") ?? ""
        return server
    }
}

extension Resource {
    /// Of an instance or an interface. IPv6 addresses of a VPC are on the internet, unless they are
    /// unique local ones (RFC 4193).
    fileprivate var internetAddresses: [String] {
        let interfaces = document["aws"]?["NetworkInterfaces"]?.array ?? []
        let lists = [document["aws"]?["Ipv6Addresses"]] + interfaces.map { $0["Ipv6Addresses"] }
        let six = lists.flatMap { $0?.array ?? [] }.compactMap { $0["Ipv6Address"]?.string }
        let outside = six.filter {
            !$0.lowercased().hasPrefix("fc") && !$0.lowercased().hasPrefix("fd")
        }
        return [text("public_ip")].compactMap(\.self) + outside
    }
}

import Document
import Guardrails

/// One peer that a security group lets in, or lets be reached: the elements of `ec2.security-group`.
enum SecurityGroupRule {
    enum Direction: String, CaseIterable, Sendable {
        case ingress, egress

        var elementName: String { "ec2.\(rawValue)-rule" }
        /// The field that names the other end.
        var peer: String { self == .ingress ? "source" : "destination" }
        var preposition: String { self == .ingress ? "from" : "to" }
        /// The member of AWS's answer.
        var member: String { self == .ingress ? "IpPermissions" : "IpPermissionsEgress" }
        var event: String {
            self == .ingress ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress"
        }

        var element: ResourceType.Element {
            ResourceType.Element(
                elementName,
                meaning: self == .ingress
                    ? "one source that the group lets in"
                    : "one destination that the group lets out to",
                example: "each: { rule: resource.\(rawValue) }",
                fields: fields,
                attributes: [prefixLists],
                key: { key($0, self) },
                text: { text($0, self) },
                added: { added(by: $0, self) }
            )
        }

        private var fields: [ResourceType.Field] {
            [
                .init("protocol", .text, "tcp, udp, icmp, icmpv6, all, or a number"),
                .init("from", .int, "first port; missing where the protocol has none"),
                .init("to", .int, "last port; missing where the protocol has none"),
                .init("icmp_type", .int, "of icmp and icmpv6; missing: every type"),
                .init("icmp_code", .int, "of icmp and icmpv6; missing: every code"),
                .init(peer, .text, "a network, a prefix list id or a group id"),
                .init("kind", .text, "network, prefix-list or group"),
                .init("owner", .text, "the account of a referenced group"),
                .init(
                    "networks",
                    .list(.text),
                    from: prefixLists,
                    "what a prefix list holds; of a network itself"
                ),
                .init("description", .text, "as written by whoever added it"),
            ]
        }
    }

    /// The attribute that tells what is in the prefix lists.
    static let prefixLists = "prefix_lists"

    /// One rule for each peer of a group's permissions.
    static func all(in permissions: JSON?, _ direction: Direction) -> [JSON] {
        (permissions?.array ?? []).flatMap { permission in
            peers.flatMap { set, id, kind in
                (permission[set]?.array ?? []).map { peer in
                    var rule = traffic(permission)
                    rule[direction.peer] = peer[id]
                    rule["kind"] = .string(kind)
                    rule["owner"] = peer["UserId"]
                    rule["description"] = peer["Description"]
                    return .object(rule)
                }
            }
        }
    }

    private static let peers = [
        ("IpRanges", "CidrIp", "network"), ("Ipv6Ranges", "CidrIpv6", "network"),
        ("PrefixListIds", "PrefixListId", "prefix-list"), ("UserIdGroupPairs", "GroupId", "group"),
    ]

    /// The protocol with its ports. ICMP has a type and a code in their places, and AWS writes -1 for
    /// all. Source: Amazon EC2 API Reference, IpPermission.
    private static func traffic(_ permission: JSON) -> Object {
        let name = name(permission["IpProtocol"])
        let isICMP = ["icmp", "icmpv6"].contains(name)
        let names = isICMP ? ("icmp_type", "icmp_code") : ("from", "to")
        var rule: Object = ["protocol": .string(name)]
        if let from = permission["FromPort"]?.int, from >= 0 { rule[names.0] = .int(from) }
        if let to = permission["ToPort"]?.int, to >= 0 { rule[names.1] = .int(to) }
        return rule
    }

    private static func name(_ number: JSON?) -> String {
        switch number?.string {
        case "-1", nil: "all"
        case "6": "tcp"
        case "17": "udp"
        case "1": "icmp"
        case "58": "icmpv6"
        case let name?: name
        }
    }

    /// `tcp/22-22/0.0.0.0/0`, `all/all/10.0.0.0/8`, `icmp/8/0.0.0.0/0`, `icmp/3-4/0.0.0.0/0`
    static func key(_ rule: Object, _ direction: Direction) -> String {
        let parts = [rule["protocol"]?.string, ports(rule), rule[direction.peer]?.string]
        return parts.map { $0 ?? "" }.joined(separator: "/")
    }

    private static func ports(_ rule: Object) -> String {
        if let type = rule["icmp_type"]?.int {
            return rule["icmp_code"]?.int.map { "\(type)-\($0)" } ?? "\(type)"
        }
        return rule["from"]?.int.flatMap { from in rule["to"]?.int.map { "\(from)-\($0)" } }
            ?? "all"
    }

    static func text(_ rule: Object, _ direction: Direction) -> String {
        let name = rule["protocol"]?.string ?? ""
        let peer = "\(direction.preposition) \(rule[direction.peer]?.string ?? "")"
        guard name != "all" else { return "all traffic \(peer)" }
        if let type = rule["icmp_type"]?.int {
            let code = rule["icmp_code"]?.int.map { " code \($0)" } ?? ""
            return "\(name) type \(type)\(code) \(peer)"
        }
        guard let from = rule["from"]?.int, let to = rule["to"]?.int else {
            return "\(name) \(peer)"
        }
        return "\(name) \(from == to ? "\(from)" : "\(from)-\(to)") \(peer)"
    }
}

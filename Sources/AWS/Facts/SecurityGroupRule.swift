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
        var lets: String { self == .ingress ? "in from" : "out to" }
        /// The member of AWS's answer.
        var member: String { self == .ingress ? "IpPermissions" : "IpPermissionsEgress" }
        /// The calls that add rules, or make others of them.
        var events: [String] {
            [
                self == .ingress ? "AuthorizeSecurityGroupIngress" : "AuthorizeSecurityGroupEgress",
                modification,
            ]
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
                added: { added(by: $0, to: $1, self) },
                addedAttributes: ["ec2:ModifySecurityGroupRules": [ruleIDs]],
                together: { rules in
                    RulesTogether(rules.compactMap(\.object).map { RuleCoverage($0, self) })
                }
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
    /// The attribute, and the field, that tells the rules' ids.
    static let ruleIDs = "rule_ids"

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
    /// all; ports of other protocols mean nothing. Source: Amazon EC2 API Reference, IpPermission.
    static func traffic(_ permission: JSON) -> Object {
        let name = permission["IpProtocol"]?.string.map(RuleTraffic.canonicalName) ?? "all"
        var rule: Object = ["protocol": .string(name)]
        let (from, to) = (number(permission["FromPort"]), number(permission["ToPort"]))
        switch name {
        case "icmp", "icmpv6":
            rule["icmp_type"] = from
            if from != nil { rule["icmp_code"] = to }
        case "tcp", "udp": (rule["from"], rule["to"]) = (from, to)
        default: break
        }
        return rule
    }

    /// An event's numbers may be written as texts.
    private static func number(_ json: JSON?) -> JSON? {
        guard let number = json?.int ?? json?.string.flatMap({ Int64($0) }), number >= 0 else {
            return nil
        }
        return .int(number)
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

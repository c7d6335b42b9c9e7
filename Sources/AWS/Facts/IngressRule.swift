import CEL
import Document
import Guardrails

/// One source that a security group lets in: an element of `ec2.security-group`.
///
/// `protocol` is `tcp`, `udp`, `icmp`, `icmpv6`, `all` or a protocol number; `from` and `to` are
/// ports, missing where the protocol has none; `source` is a network, a prefix list or a group.
enum IngressRule {
    static let element = ResourceType.Element(
        "ec2.ingress-rule",
        fields: [
            .init("protocol", .text, "tcp, udp, icmp, icmpv6, all, or a number"),
            .init("from", .int, "first port; missing where the protocol has none"),
            .init("to", .int, "last port"),
            .init("source", .text, "a network, a prefix list id or a group id"),
            .init("kind", .text, "network, prefix-list or group"),
            .init("owner", .text, "the account of a referenced group"),
            .init("description", .text, "as written by whoever added it"),
        ],
        key: key,
        text: text
    )

    static let functions = [
        Function(
            "allows",
            receiver: .object(element.name),
            parameters: [.string, .int],
            result: .bool
        ) { values in
            with(values) { rule in
                guard case .string(let name) = values[1], case .int(let port) = values[2] else {
                    return false
                }
                return allows(rule, name, port)
            }
        },
        Function("from", receiver: .object(element.name), parameters: [.string], result: .bool) {
            values in
            guard case .string(let text) = values.last, let network = Network(text) else {
                return .error(
                    EvaluationError(.invalidArgument, "from() needs a network in CIDR notation")
                )
            }
            return with(values) { rule in IngressRule.network(rule)?.contains(network) == true }
        },
        Function("private", receiver: .object(element.name), result: .bool) { values in
            with(values) { rule in
                guard let network = network(rule) else { return false }
                return privateNetworks.contains { $0.contains(network) }
            }
        },
        Function(
            "within",
            receiver: .object(element.name),
            parameters: [.list(.string)],
            result: .bool
        ) { values in
            with(values) { rule in
                guard let network = network(rule), case .list(let items) = values[1] else {
                    return false
                }
                return items.contains { item in
                    guard case .string(let text) = item else { return false }
                    return Network(text)?.contains(network) == true
                }
            }
        },
    ]

    /// One rule for each source of a group's permissions.
    static func all(in permissions: JSON?) -> [JSON] {
        (permissions?.array ?? []).flatMap { permission in
            sources.flatMap { set, id, kind in
                (permission[set]?.array ?? []).map { source in
                    var rule: Object = ["protocol": .string(name(permission["IpProtocol"]))]
                    // AWS writes -1 for "all" where a protocol has types instead of ports.
                    if let from = permission["FromPort"]?.int, from >= 0 {
                        rule["from"] = .int(from)
                    }
                    if let to = permission["ToPort"]?.int, to >= 0 { rule["to"] = .int(to) }
                    rule["source"] = source[id]
                    rule["kind"] = .string(kind)
                    rule["owner"] = source["UserId"]
                    rule["description"] = source["Description"]
                    return .object(rule)
                }
            }
        }
    }

    private static let sources = [
        ("IpRanges", "CidrIp", "network"), ("Ipv6Ranges", "CidrIpv6", "network"),
        ("PrefixListIds", "PrefixListId", "prefix-list"), ("UserIdGroupPairs", "GroupId", "group"),
    ]

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

    /// RFC 1918, RFC 6598 and RFC 4193.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
    ].compactMap { Network($0) }

    private static func with(_ values: [Value], _ body: (Object) -> Bool) -> Outcome {
        guard case .object(let object) = values.first, let rule = object as? DocumentObject else {
            return .error(EvaluationError(.noSuchOverload, "not a rule"))
        }
        return .value(.bool(body(rule.members)))
    }

    static func network(_ rule: Object) -> Network? {
        rule["source"]?.string.flatMap { Network($0) }
    }

    static func allows(_ rule: Object, _ name: String, _ port: Int64) -> Bool {
        let own = rule["protocol"]?.string
        if own == "all" { return true }
        guard own == name else { return false }
        guard let from = rule["from"]?.int, let to = rule["to"]?.int else { return true }
        return from <= port && port <= to
    }

    /// `tcp/22-22/0.0.0.0/0`, `all/all/10.0.0.0/8`
    static func key(_ rule: Object) -> String {
        let ports =
            rule["from"]?.int.flatMap { from in rule["to"]?.int.map { "\(from)-\($0)" } } ?? "all"
        return "\(rule["protocol"]?.string ?? "")/\(ports)/\(rule["source"]?.string ?? "")"
    }

    static func text(_ rule: Object) -> String {
        let name = rule["protocol"]?.string ?? ""
        let source = rule["source"]?.string ?? ""
        guard name != "all" else { return "all traffic from \(source)" }
        guard let from = rule["from"]?.int, let to = rule["to"]?.int else {
            return "\(name) from \(source)"
        }
        return "\(name) \(from == to ? "\(from)" : "\(from)-\(to)") from \(source)"
    }
}

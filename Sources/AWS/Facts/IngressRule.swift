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
            .init(
                "networks",
                .list(.text),
                from: prefixLists,
                "what a prefix list holds; of a network itself"
            ),
            .init("description", .text, "as written by whoever added it"),
        ],
        attributes: [prefixLists],
        key: key,
        text: text,
        added: added
    )

    /// The attribute that tells what is in the prefix lists.
    static let prefixLists = "prefix_lists"

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

    /// What an `AuthorizeSecurityGroupIngress` event asked for: AWS takes rules in two spellings.
    static func added(by event: JSON) -> Set<String>? {
        guard event["eventName"] == "AuthorizeSecurityGroupIngress",
            let request = event["requestParameters"]
        else { return nil }
        let items = request["ipPermissions"]?["items"]?.array ?? [request]
        let permissions = items.map { item -> JSON in
            var permission: Object = [:]
            permission["IpProtocol"] = item["ipProtocol"]
            permission["FromPort"] = item["fromPort"]
            permission["ToPort"] = item["toPort"]
            permission["IpRanges"] = sources(item, "ipRanges", ["cidrIp": "CidrIp"])
            permission["Ipv6Ranges"] = sources(item, "ipv6Ranges", ["cidrIpv6": "CidrIpv6"])
            permission["PrefixListIds"] = sources(
                item,
                "prefixListIds",
                ["prefixListId": "PrefixListId"]
            )
            permission["UserIdGroupPairs"] = sources(item, "groups", ["groupId": "GroupId"])
            if let plain = item["cidrIp"] { permission["IpRanges"] = [["CidrIp": plain]] }
            return .object(permission)
        }
        return Set(all(in: .array(permissions)).compactMap { $0.object.map(key) })
    }

    private static func sources(
        _ item: JSON,
        _ set: String,
        _ names: KeyValuePairs<String, String>
    ) -> JSON? {
        item[set]?["items"]?.array.map { sources in
            .array(
                sources.map { source in
                    var found = Object()
                    for (name, awsName) in names { found[awsName] = source[name] }
                    return .object(found)
                }
            )
        }
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

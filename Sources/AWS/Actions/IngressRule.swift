import Document
import Guardrails

/// One rule of a security group as `DescribeSecurityGroupRules` tells it: by its id, so that what is
/// done to it is done to no other.
///
/// Sources: Amazon EC2 API Reference, SecurityGroupRule, RevokeSecurityGroupIngress and
/// AuthorizeSecurityGroupIngress.
struct IngressRule {
    let item: JSON

    init(_ item: JSON) { self.item = item }

    static let asks = ["ec2.DescribeSecurityGroupRules"]
    static let sends = ["ec2.AuthorizeSecurityGroupIngress", "ec2.RevokeSecurityGroupIngress"]

    @Sendable static func reads(_ context: ActionContext, _: Object) -> [ActionRead] {
        let filter: JSON = ["Name": "group-id", "Values": [.string(context.id)]]
        return [
            ActionRead(
                "rules",
                "ec2",
                "DescribeSecurityGroupRules",
                ["Filters": [filter]],
                items: "SecurityGroupRules"
            )
        ]
    }

    /// The rules that have the finding's key, and those of the same traffic for these networks: what a
    /// plan rests on, and not their neighbours.
    static func image(
        _ context: ActionContext,
        _ read: Object,
        beside networks: [String]
    ) -> JSON {
        let rules = (read["rules"]?.array ?? []).filter { $0["IsEgress"]?.bool != true }
            .map(kept).map(IngressRule.init)
        let own = rules.filter { $0.key == context.request.part }
        let known = Set(KnownNetworks(networks).texts())
        let traffic = context.request.element.map { JSON.object(Self.traffic(of: $0)) }
        let beside = rules.filter { rule in
            rule.network.map(known.contains) == true && rule.key != context.request.part
                && traffic == .object(SecurityGroupRule.traffic(rule.item))
        }
        let sorted = { (rules: [IngressRule]) in
            JSON.array(rules.sorted { $0.key < $1.key }.map(\.item))
        }
        return ["rules": sorted(own), "known": sorted(beside)]
    }

    /// Of an element, as ``SecurityGroupRule/traffic(_:)`` makes it of a rule.
    private static func traffic(of element: JSON) -> Object {
        let names = ["protocol", "icmp_type", "icmp_code", "from", "to"]
        return Object(names.compactMap { name in element[name].map { (name, $0) } })
    }

    static func kept(_ rule: JSON) -> JSON {
        var members = rule.object ?? Object()
        // It says the id again.
        members["SecurityGroupRuleArn"] = nil
        let tags = (rule["Tags"]?.array ?? []).sorted {
            ($0["Key"]?.string ?? "") < ($1["Key"]?.string ?? "")
        }
        members["Tags"] = tags.isEmpty ? nil : .array(tags)
        return .object(Object(members.sorted { $0.0 < $1.0 }))
    }

    var id: String { item["SecurityGroupRuleId"]?.string ?? "" }

    /// The network that it lets in; nil where it lets in a list or a group.
    var network: String? { (item["CidrIpv4"] ?? item["CidrIpv6"])?.string }

    /// As the finding's part has it.
    var key: String {
        var rule = SecurityGroupRule.traffic(item)
        rule["source"] =
            item["CidrIpv4"] ?? item["CidrIpv6"] ?? item["PrefixListId"]
            ?? item["ReferencedGroupInfo"]?["GroupId"]
        return SecurityGroupRule.key(rule, .ingress)
    }

    /// Whether it is about IPv6, by network or by what its prefix list holds; nil for a group.
    func families(_ element: JSON?) -> Set<Bool>? {
        if item["CidrIpv4"] != nil { return [false] }
        if item["CidrIpv6"] != nil { return [true] }
        guard item["PrefixListId"] != nil else { return nil }
        let held = element?["networks"]?.texts.compactMap { Network($0)?.isIPv6 } ?? []
        return held.isEmpty ? nil : Set(held)
    }

    /// What is done about the one rule that has the finding's key.
    static func plan(_ before: JSON, _ body: (IngressRule) -> ActionPlan) -> ActionPlan {
        let rules = before["rules"]?.array ?? []
        guard let first = rules.first else { return .alreadyRight }
        guard rules.count == 1 else {
            return .refused("\(rules.count) rules share the finding's key")
        }
        let rule = IngressRule(first)
        if let reason = rule.whyItCouldNotBePutBack { return .refused(reason) }
        return body(rule)
    }

    var whyItCouldNotBePutBack: String? {
        if let status = item["ReferencedGroupInfo"]?["PeeringStatus"]?.string, status != "active" {
            return "it could not be put back: the peering of its group is \(status)"
        }
        let own = tags.first { $0["Key"]?.string?.lowercased().hasPrefix("aws:") == true }
        return own.map { tag in
            "it could not be put back: AWS alone sets its tag '\(tag["Key"]?.string ?? "")'"
        }
    }

    private var tags: [JSON] { item["Tags"]?.array ?? [] }

    var group: JSON { item["GroupId"] ?? "" }

    var revoke: ActionCall { Self.revoke([id], of: group) }

    static func revoke(_ ids: [String], of group: JSON) -> ActionCall {
        ActionCall(
            "ec2",
            "RevokeSecurityGroupIngress",
            ["GroupId": group, "SecurityGroupRuleIds": .list(ids)]
        )
    }

    /// The rule for another network, without the id that AWS will give it.
    func with(network: String) -> JSON {
        var members = item.object ?? Object()
        for name in ["SecurityGroupRuleId", "CidrIpv4", "CidrIpv6", "PrefixListId"] {
            members[name] = nil
        }
        members[network.contains(":") ? "CidrIpv6" : "CidrIpv4"] = .string(network)
        return .object(Object(members.sorted { $0.0 < $1.0 }))
    }

    func authorize(networks: [String]) -> ActionCall {
        var permission = traffic
        for (list, member, isIPv6) in [
            ("IpRanges", "CidrIp", false), ("Ipv6Ranges", "CidrIpv6", true),
        ] {
            let ranges = networks.filter { $0.contains(":") == isIPv6 }
            if !ranges.isEmpty {
                permission[list] = .array(ranges.map { described([member: .string($0)]) })
            }
        }
        return authorize(permission)
    }

    /// The rule itself again.
    var authorizeAgain: ActionCall {
        var permission = traffic
        if let network {
            return authorize(networks: [network])
        } else if let list = item["PrefixListId"] {
            permission["PrefixListIds"] = [described(["PrefixListId": list])]
        } else {
            let info = item["ReferencedGroupInfo"]
            var pair = Object()
            for member in ["GroupId", "UserId", "VpcPeeringConnectionId"] {
                pair[member] = info?[member]
            }
            permission["UserIdGroupPairs"] = [described(pair)]
        }
        return authorize(permission)
    }

    /// EC2 answers ports of -1 for what has none, and takes them for ICMP alone.
    private var traffic: Object {
        var traffic: Object = ["IpProtocol": item["IpProtocol"] ?? "-1"]
        guard item["IpProtocol"] != "-1" else { return traffic }
        traffic["FromPort"] = item["FromPort"]
        traffic["ToPort"] = item["ToPort"]
        return traffic
    }

    private func described(_ peer: Object) -> JSON {
        var peer = peer
        peer["Description"] = item["Description"]
        return .object(peer)
    }

    private func authorize(_ permission: Object) -> ActionCall {
        var input: Object = ["GroupId": group, "IpPermissions": [.object(permission)]]
        if !tags.isEmpty {
            input["TagSpecifications"] = [
                ["ResourceType": "security-group-rule", "Tags": .array(tags)]
            ]
        }
        return ActionCall("ec2", "AuthorizeSecurityGroupIngress", input)
    }

    /// First what was there, then what only the change brought.
    @Sendable static func undo(
        _: ActionContext,
        _ before: JSON,
        _ after: JSON
    ) -> [ActionCall] {
        guard let rule = before["rules"]?.array?.first.map(IngressRule.init) else { return [] }
        let old = Set((before["known"]?.array ?? []).map { IngressRule($0).id })
        let added = (after["known"]?.array ?? []).map { IngressRule($0).id }
            .filter { !old.contains($0) }
        let isBack = after["rules"]?.array?.isEmpty == false
        return (isBack ? [] : [rule.authorizeAgain])
            + (added.isEmpty ? [] : [revoke(added, of: rule.group)])
    }
}

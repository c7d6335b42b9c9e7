import CEL
import Document
import Guardrails

extension SecurityGroupRule {
    /// The keys of the rules that a call added or made others of. Of a call that modified rules: what
    /// these are now, by their ids, where the group was read with them; else as the record tells.
    static func added(
        by event: JSON,
        to group: Resource,
        _ direction: Direction
    ) -> Set<String>? {
        let told = added(by: event, direction)
        guard event["eventName"]?.string == modification, told?.isEmpty != true,
            let known = group.document[ruleIDs]?.object, let ids = modifiedIDs(event)
        else { return told }
        // One that is gone again was removed since.
        return Set(
            ids.compactMap { known[$0]?.string }.compactMap { key in
                key.hasPrefix("\(direction.rawValue) ")
                    ? String(key.dropFirst(direction.rawValue.count + 1)) : nil
            }
        )
    }

    static let modification = "ModifySecurityGroupRules"

    /// Of DescribeSecurityGroupRules' answer: `sgr-1` to `ingress tcp/22-22/0.0.0.0/0`.
    static func keysByID(_ items: [JSON]) -> JSON {
        var keys = Object()
        for item in items {
            guard let id = item["SecurityGroupRuleId"]?.string else { continue }
            let direction = item["IsEgress"]?.bool == true ? Direction.egress : .ingress
            guard let rule = rule(item, direction) else { continue }
            keys[id] = .string("\(direction.rawValue) \(key(rule, direction))")
        }
        return .object(keys)
    }

    /// Nil where one of them is not told.
    private static func modifiedIDs(_ event: JSON) -> [String]? {
        let request = event["requestParameters"]?["\(modification)Request"]
        guard let changes = request?["SecurityGroupRule"]?.oneOrMore, !changes.isEmpty else {
            return nil
        }
        let ids = changes.compactMap { $0["SecurityGroupRuleId"]?.string }
        return ids.count == changes.count ? ids : nil
    }

    /// The keys of the rules that a call added or made others of, as its CloudTrail record tells: what
    /// EC2 answered, else what it was asked for in the form in which EC2 keeps it. None where the call
    /// failed; nil where the record does not tell.
    ///
    /// A request to modify rules does not say their direction: it counts for both.
    static func added(by event: JSON, _ direction: Direction) -> Set<String>? {
        guard let name = event["eventName"]?.string, direction.events.contains(name) else {
            return nil
        }
        let answer = event["responseElements"]
        guard event["errorCode"]?.isNull ?? true, answer?["_return"]?.bool != false else {
            return []
        }
        let made = answer?["securityGroupRuleSet"]?["items"]?.oneOrMore ?? []
        guard !made.isEmpty else {
            let rules = event["requestParameters"].map { asked($0, direction) } ?? [nil]
            return keys(of: rules, direction)
        }
        let isEgress = direction == .egress
        let here = made.filter { ($0["isEgress"]?.bool ?? isEgress) == isEgress }
        return keys(of: here.map { rule($0, direction) }, direction)
    }

    /// Nil where one of them is not told.
    private static func keys(of rules: [Object?], _ direction: Direction) -> Set<String>? {
        let keys = rules.compactMap { $0.map { key($0, direction) } }
        return keys.count == rules.count ? Set(keys) : nil
    }

    /// The rules that a call asks for; nil in the place of one that it does not tell from others.
    private static func asked(_ request: JSON, _ direction: Direction) -> [Object?] {
        if let changes = request["ModifySecurityGroupRulesRequest"]?["SecurityGroupRule"] {
            return changes.oneOrMore.map { change in
                change["SecurityGroupRule"].flatMap { rule($0, direction) }
            }
        }
        // The first form that the API had names one permission without a list.
        let listed = request["ipPermissions"]?["items"]?.oneOrMore ?? []
        return (listed.isEmpty ? [request] : listed).flatMap { permission -> [Object?] in
            let peers = peers.flatMap { set, id in
                (permission[set]?["items"]?.oneOrMore ?? []).map { $0[id]?.string }
            }
            let all = peers + [permission["cidrIp"]?.string].compactMap(\.self)
            return all.isEmpty ? [nil] : all.map { rule(permission, $0, direction) }
        }
    }

    private static let peers = [
        ("ipRanges", "cidrIp"), ("ipv6Ranges", "cidrIpv6"), ("prefixListIds", "prefixListId"),
        ("groups", "groupId"),
    ]

    /// A SecurityGroupRule of an answer, or the capitalised SecurityGroupRuleRequest of a request.
    private static func rule(_ item: JSON, _ direction: Direction) -> Object? {
        let peer =
            item.member("ReferencedGroupInfo")?.member("GroupId")
            ?? ["CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId"]
            .lazy.compactMap { item.member($0) }.first
        return rule(item, peer?.string, direction)
    }

    private static func rule(_ item: JSON, _ peer: String?, _ direction: Direction) -> Object? {
        guard let peer, let name = item.member("IpProtocol") else { return nil }
        var permission: Object = ["IpProtocol": .string(name.string ?? name.text)]
        permission["FromPort"] = item.member("FromPort")
        permission["ToPort"] = item.member("ToPort")
        var rule = traffic(.object(permission))
        // EC2 clears what is behind the prefix, and writes IPv6 as RFC 5952 has it.
        rule[direction.peer] = .string(NetworkPrefix(peer)?.masked.description ?? peer)
        return rule
    }
}

extension JSON {
    /// What CloudTrail writes as a list where there are several, and as itself where there is one.
    fileprivate var oneOrMore: [JSON] { array ?? [self] }

    /// By its name in the API, with a small first letter too.
    fileprivate func member(_ name: String) -> JSON? {
        self[name] ?? self[name.prefix(1).lowercased() + name.dropFirst()]
    }
}

import Document

extension SecurityGroupRule {
    /// What an event that authorizes rules asked for: AWS takes rules in two spellings.
    static func added(by event: JSON, _ direction: Direction) -> Set<String>? {
        guard event["eventName"]?.string == direction.event,
            let request = event["requestParameters"]
        else { return nil }
        let items = request["ipPermissions"]?["items"]?.array ?? [request]
        let permissions = items.map { item -> JSON in
            var permission: Object = [:]
            permission["IpProtocol"] = item["ipProtocol"]
            permission["FromPort"] = item["fromPort"]
            permission["ToPort"] = item["toPort"]
            permission["IpRanges"] = peers(item, "ipRanges", ["cidrIp": "CidrIp"])
            permission["Ipv6Ranges"] = peers(item, "ipv6Ranges", ["cidrIpv6": "CidrIpv6"])
            permission["PrefixListIds"] = peers(
                item,
                "prefixListIds",
                ["prefixListId": "PrefixListId"]
            )
            permission["UserIdGroupPairs"] = peers(item, "groups", ["groupId": "GroupId"])
            if let plain = item["cidrIp"] { permission["IpRanges"] = [["CidrIp": plain]] }
            return .object(permission)
        }
        let rules = all(in: .array(permissions), direction)
        return Set(rules.compactMap { $0.object.map { key($0, direction) } })
    }

    private static func peers(
        _ item: JSON,
        _ set: String,
        _ names: KeyValuePairs<String, String>
    ) -> JSON? {
        item[set]?["items"]?.array.map { peers in
            .array(
                peers.map { peer in
                    var found = Object()
                    for (name, awsName) in names { found[awsName] = peer[name] }
                    return .object(found)
                }
            )
        }
    }
}

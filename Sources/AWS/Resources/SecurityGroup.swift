import Document
import Guardrails

extension Collector {
    static let securityGroup = Collector(securityGroupType) { reading, answers in
        let groups = await reading.reader.list(
            "ec2",
            "DescribeSecurityGroups",
            DocumentPath("SecurityGroups"),
            region: reading.region,
            reading.id.map { ["GroupIds": [.string($0)]] } ?? [:],
            ofOne: reading.id != nil
        )
        answers.listed(groups.gap)
        // One that another account shares is that account's.
        let own = groups.items.filter {
            $0["OwnerId"]?.string.map { $0 == reading.scope.account } ?? true
        }
        var networks = Listing()
        // One group needs its own VPC alone; many need less calls when all are listed.
        let vpc = reading.id == nil ? nil : own.first?["VpcId"]
        let hasVPC = reading.id == nil ? !own.isEmpty : vpc != nil
        if reading.needs("vpc") && hasVPC {
            networks = await reading.reader.list(
                "ec2",
                "DescribeVpcs",
                DocumentPath("Vpcs"),
                region: reading.region,
                vpc.map { ["VpcIds": [$0]] } ?? [:]
            )
        }
        let byVPC = Dictionary(
            networks.items.map { ($0["VpcId"]?.string ?? "", vpcNetworks($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        let gap = networks.gap
        await reading.each(own) { group in
            guard var found = resource(group, byVPC, gap, reading, answers) else { return [] }
            if reading.needs(SecurityGroupRule.ruleIDs) {
                await identifyRules(of: &found, reading, answers)
            }
            if reading.needs(SecurityGroupRule.prefixLists) {
                for direction in SecurityGroupRule.Direction.allCases {
                    await expand(direction.rawValue, of: &found, reading, answers)
                }
            }
            return [found]
        }
    }

    /// Under each rule's id what it is: its direction and its key.
    private static func identifyRules(
        of group: inout Resource,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        let rules = await reading.reader.list(
            "ec2",
            "DescribeSecurityGroupRules",
            DocumentPath("SecurityGroupRules"),
            region: reading.region,
            ["Filters": [["Name": "group-id", "Values": [.string(group.name.id)]]]]
        )
        answers.read(SecurityGroupRule.ruleIDs, rules.gap)
        if let gap = rules.gap {
            group.unread[SecurityGroupRule.ruleIDs] = gap
        } else {
            group.document[SecurityGroupRule.ruleIDs] = SecurityGroupRule.keysByID(rules.items)
        }
    }

    /// Writes into each rule that names a prefix list what is in it.
    private static func expand(
        _ field: String,
        of group: inout Resource,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        var rules: [JSON] = []
        for rule in group.document[field]?.array ?? [] {
            guard rule["kind"] == "prefix-list", var members = rule.object,
                let id = rule["source"] ?? rule["destination"]
            else {
                rules.append(rule)
                continue
            }
            let entries = await reading.reader.list(
                "ec2",
                "GetManagedPrefixListEntries",
                DocumentPath("Entries"),
                region: reading.region,
                ["PrefixListId": id]
            )
            answers.read(SecurityGroupRule.prefixLists, entries.gap)
            if let gap = entries.gap {
                group.unread[SecurityGroupRule.prefixLists] = gap
            } else {
                members["networks"] = .array(entries.items.compactMap { $0["Cidr"] })
            }
            rules.append(.object(members))
        }
        group.document[field] = .array(rules)
    }

    private static func resource(
        _ group: JSON,
        _ networks: [String: JSON],
        _ gap: Gap?,
        _ reading: Reading,
        _ answers: Answers
    ) -> Resource? {
        guard let id = group["GroupId"]?.string else { return nil }
        let owner = group["OwnerId"]?.string ?? reading.reader.account
        let arn = reading.arn("ec2", "security-group/\(id)", account: owner)
        let name = group["GroupName"]?.string
        var draft = ResourceDraft(reading.name(id: id, arn: arn, name: name), aws: group)
        draft["group_name"] = group["GroupName"]
        draft["description"] = group["Description"]
        draft["vpc"] = group["VpcId"]
        for direction in SecurityGroupRule.Direction.allCases {
            let rules = SecurityGroupRule.all(in: group[direction.member], direction)
            draft[direction.rawValue] = .array(rules)
        }
        draft["tags"] = .tags(group["Tags"])
        if reading.needs("vpc") {
            if let vpc = group["VpcId"]?.string {
                if let known = networks[vpc] {
                    draft["vpc_networks"] = known
                    answers.read("vpc", nil)
                } else {
                    let unlisted = Gap(
                        reason: .failed,
                        permission: "ec2:DescribeVpcs",
                        detail: "AWS does not list the VPC of a group"
                    )
                    draft.leave("vpc", unread: gap ?? unlisted, answers)
                }
            } else {
                draft["vpc_networks"] = []
            }
        }
        return draft.resource
    }

    /// The ranges that are in use, of both families.
    private static func vpcNetworks(_ vpc: JSON) -> JSON {
        let sets = [
            ("CidrBlockAssociationSet", "CidrBlock", "CidrBlockState"),
            ("Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", "Ipv6CidrBlockState"),
        ]
        let networks = sets.flatMap { set, block, state in
            (vpc[set]?.array ?? []).compactMap { item -> JSON? in
                item[state]?["State"]?.string == "associated" ? item[block] : nil
            }
        }
        return networks.isEmpty ? .array([vpc["CidrBlock"]].compactMap(\.self)) : .array(networks)
    }

    private static let securityGroupType = ResourceType(
        "ec2.security-group",
        title: "Security group",
        service: "ec2",
        isGlobal: false,
        listCalls: ["DescribeSecurityGroups"],
        listPermissions: ["ec2:DescribeSecurityGroups"],
        byID: .calls(["DescribeSecurityGroups"], permissions: ["ec2:DescribeSecurityGroups"]),
        uniqueNames: [.arn],
        attributes: [
            .init("vpc", calls: ["DescribeVpcs"], permissions: ["ec2:DescribeVpcs"]),
            .init(
                SecurityGroupRule.prefixLists,
                calls: ["GetManagedPrefixListEntries"],
                permissions: ["ec2:GetManagedPrefixListEntries"]
            ),
            .init(
                SecurityGroupRule.ruleIDs,
                calls: ["DescribeSecurityGroupRules"],
                permissions: ["ec2:DescribeSecurityGroupRules"]
            ),
        ],
        fields: [
            .init("group_name", .text, "its name; 'default' for a VPC's own"),
            .init("description", .text, "as written when it was made"),
            .init("vpc", .text, "the VPC it belongs to"),
            .init("ingress", .list(.element("ec2.ingress-rule")), "what it lets in"),
            .init("egress", .list(.element("ec2.egress-rule")), "what it lets out to"),
            .init(
                SecurityGroupRule.ruleIDs,
                .map(.text),
                from: SecurityGroupRule.ruleIDs,
                "under the id of each rule its direction and what it is: ingress tcp/22-22/0.0.0.0/0"
            ),
            .init("vpc_networks", .list(.text), from: "vpc", "the address ranges of its VPC"),
        ],
        aws: ModelShape("ec2", "DescribeSecurityGroups", DocumentPath("SecurityGroups")),
        elements: SecurityGroupRule.Direction.allCases.map(\.element),
        functions: SecurityGroupRule.functions
    )
}

import Document
import Guardrails

extension Collector {
    static let securityGroup = Collector(securityGroupType) { reading, answers in
        let groups = await reading.session.list(
            "ec2",
            "DescribeSecurityGroups",
            DocumentPath("SecurityGroups"),
            region: reading.region
        )
        answers.listed(groups.gap)
        var networks = Listing()
        if reading.needs("vpc") && !groups.items.isEmpty {
            networks = await reading.session.list(
                "ec2",
                "DescribeVpcs",
                DocumentPath("Vpcs"),
                region: reading.region
            )
        }
        let byVPC = Dictionary(
            networks.items.map { ($0["VpcId"]?.string ?? "", vpcNetworks($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        let gap = networks.gap
        await reading.each(groups.items) { group in
            guard var found = resource(group, byVPC, gap, reading, answers) else { return [] }
            if reading.needs(IngressRule.prefixLists) {
                await expand(&found, reading, answers)
            }
            return [found]
        }
    }

    /// Writes into each rule that names a prefix list what is in it.
    private static func expand(
        _ group: inout Resource,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        var rules: [JSON] = []
        for rule in group.document["ingress"]?.array ?? [] {
            guard rule["kind"] == "prefix-list", var members = rule.object,
                let id = rule["source"]
            else {
                rules.append(rule)
                continue
            }
            let entries = await reading.session.list(
                "ec2",
                "GetManagedPrefixListEntries",
                DocumentPath("Entries"),
                region: reading.region,
                ["PrefixListId": id]
            )
            answers.read(IngressRule.prefixLists, entries.gap)
            if let gap = entries.gap {
                group.unread[IngressRule.prefixLists] = gap
            } else {
                members["networks"] = .array(entries.items.compactMap { $0["Cidr"] })
            }
            rules.append(.object(members))
        }
        group.document["ingress"] = .array(rules)
    }

    private static func resource(
        _ group: JSON,
        _ networks: [String: JSON],
        _ gap: Gap?,
        _ reading: Reading,
        _ answers: Answers
    ) -> Resource? {
        guard let id = group["GroupId"]?.string else { return nil }
        let owner = group["OwnerId"]?.string ?? reading.session.account
        let arn = reading.arn("ec2", "security-group/\(id)", account: owner)
        let name = group["GroupName"]?.string
        var draft = ResourceDraft(reading.name(id: id, arn: arn, name: name), aws: group)
        draft["group_name"] = group["GroupName"]
        draft["description"] = group["Description"]
        draft["vpc"] = group["VpcId"]
        draft["ingress"] = .array(IngressRule.all(in: group["IpPermissions"]))
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
        attributes: [
            .init("vpc", calls: ["DescribeVpcs"], permissions: ["ec2:DescribeVpcs"]),
            .init(
                IngressRule.prefixLists,
                calls: ["GetManagedPrefixListEntries"],
                permissions: ["ec2:GetManagedPrefixListEntries"]
            ),
        ],
        fields: [
            .init("group_name", .text, "its name; 'default' for a VPC's own"),
            .init("description", .text, "as written when it was made"),
            .init("vpc", .text, "the VPC it belongs to"),
            .init("ingress", .list(.element(IngressRule.element.name)), "what it lets in"),
            .init("vpc_networks", .list(.text), from: "vpc", "the address ranges of its VPC"),
        ],
        elements: [IngressRule.element],
        functions: IngressRule.functions
    )
}

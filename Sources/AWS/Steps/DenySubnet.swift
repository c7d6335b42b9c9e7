import Document

extension Step {
    static let denySubnet = responding(
        .denySubnet,
        inputs: [.instance],
        outputs: [
            .init("subnets", .list(.text), "the subnets that nothing enters and nothing leaves"),
            .init("acl", .text, "the network ACL that denies all"),
        ],
        targets: { .instance($0, ["run": .string($0.run.id), "key": .string($0.run.key)]) },
        answer: { _, changed in
            let image = changed.first?.after ?? .null
            let acls = (image["acls"] ?? .null).entries.compactMap { $0.value["id"]?.string }
            return [
                "subnets": .list((image["subnets"] ?? .null).entries.map(\.key)),
                "acl": .string(acls.joined(separator: ", ")),
            ]
        }
    )
}

extension Action {
    /// Source: Amazon VPC User Guide, "Custom network ACLs for your VPC": a new one denies all traffic, in
    /// both directions; a subnet has one network ACL. Network ACLs know no connections: what lives is cut.
    static let denySubnet = Action(
        "ec2.deny-subnet",
        title: "Gives a subnet that holds nothing but the instance a network ACL that denies all",
        subject: .resources(["ec2.instance"]),
        parameters: [
            .init("run", .text, required: true, "what the network ACL is tagged with"),
            .init("key", .text, required: true, "what AWS knows its creation by"),
        ],
        asks: [
            "ec2.DescribeInstances", "ec2.DescribeNetworkInterfaces", "ec2.DescribeNetworkAcls",
        ],
        sends: [
            "ec2.CreateNetworkAcl", "ec2.ReplaceNetworkAclAssociation", "ec2.DeleteNetworkAcl",
        ],
        also: ["ec2:CreateTags"],
        undoing:
            "the subnet gets its network ACL back; the one that denies goes where the change made it "
            + "and no other subnet has it",
        refuses: "an instance that is gone, or in whose subnets there is anything else",
        reads: SubnetDenial.reads,
        image: SubnetDenial.image,
        plan: SubnetDenial.plan,
        undo: { _, before, after in SubnetDenial.undo(before, after) }
    ).whenGone(
        .stays(
            "its subnet keeps the network ACL that denies all: give it back the one that it had"
        )
    )
}

/// The subnets of an instance, their network ACLs, and those that deny all.
private enum SubnetDenial {
    private static let tag = "ParapetAcl"

    @Sendable static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        guard ReadInstance.document(known) != nil else { return [.instance(context)] }
        let first: [ActionRead] = [.instance(context), .interfaces(context)]
        let subnets = members("SubnetId", known)
        guard !subnets.isEmpty else { return first }
        return first + [
            .filtered(
                "neighbours",
                "DescribeNetworkInterfaces",
                ["subnet-id": subnets],
                items: "NetworkInterfaces"
            ),
            .filtered(
                "acls",
                "DescribeNetworkAcls",
                ["vpc-id": members("VpcId", known)],
                items: "NetworkAcls"
            ),
        ]
    }

    private static func members(_ member: String, _ read: Object) -> [String] {
        let all = (read["interfaces"]?.array ?? []).compactMap { $0[member]?.string }
        return Set(all).sorted()
    }

    @Sendable static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard ReadInstance.document(read) != nil else { return ["subnets": .null] }
        let own = (read["interfaces"]?.array ?? []).map { $0["NetworkInterfaceId"] }
        let all = (read["acls"]?.array ?? []).sorted { id($0) < id($1) }
        let denying = all.filter(deniesAll)
        let acls = members("VpcId", read).map { vpc -> (String, JSON) in
            let found = denying.first { $0["VpcId"]?.string == vpc }
            return (vpc, ["id": found.map { .string(id($0)) } ?? .null])
        }
        let ids = members("SubnetId", read)
        let subnets = ids.map { subnet -> (String, JSON) in
            let associations = all.flatMap { $0["Associations"]?.array ?? [] }
            let found = associations.first { $0["SubnetId"]?.string == subnet }
            let vpc = (read["interfaces"]?.array ?? []).first { $0["SubnetId"]?.string == subnet }
            let acl = found?["NetworkAclId"] ?? .null
            return (
                subnet,
                [
                    "vpc": vpc?["VpcId"] ?? "", "acl": acl,
                    "denied": .bool(denying.contains { $0["NetworkAclId"] == acl }),
                    "acl_association": found?["NetworkAclAssociationId"] ?? .null,
                ]
            )
        }
        let others = (read["neighbours"]?.array ?? []).filter {
            !own.contains($0["NetworkInterfaceId"])
        }
        let shared = denying.filter { acl in
            (acl["Associations"]?.array ?? []).contains {
                !ids.contains($0["SubnetId"]?.string ?? "")
            }
        }
        return [
            "subnets": .object(Object(subnets)), "acls": .object(Object(acls)),
            JSON.aside: [
                "others": .list(others.map(neighbour).sorted()),
                "shared": .list(shared.map(id)),
            ],
        ]
    }

    private static func id(_ acl: JSON) -> String { acl["NetworkAclId"]?.string ?? "" }

    private static func neighbour(_ interface: JSON) -> String {
        let name = interface["NetworkInterfaceId"]?.string ?? ""
        let subnet = interface["SubnetId"]?.string ?? ""
        let whose =
            interface["Attachment"]?["InstanceId"]?.string
            ?? interface["Description"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        return "\(name) in \(subnet)" + (whose.map { " (\($0))" } ?? "")
    }

    /// Found by its tag, and looked at: rules with a lower number may have been added.
    private static func deniesAll(_ acl: JSON) -> Bool {
        let isTagged = (acl["Tags"]?.array ?? []).contains { $0["Key"]?.string == tag }
        let denies = (acl["Entries"]?.array ?? []).allSatisfy { $0["RuleAction"] == "deny" }
        return isTagged && denies && acl["IsDefault"]?.bool != true
    }

    @Sendable static func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        guard before["subnets"]?.object != nil else { return ReadInstance.gone }
        let others = before[JSON.aside]?["others"]?.texts ?? []
        let subnets = (before["subnets"] ?? .null).entries
        let open = subnets.filter { $0.value["denied"]?.bool != true }
        guard !open.isEmpty else { return .alreadyRight }
        guard others.isEmpty else {
            let some = others.prefix(10).joined(separator: ", ")
            let more = others.count > 10 ? " and \(others.count - 10) more" : ""
            return .refused("its subnets hold more than the instance: \(some)\(more)")
        }
        let vpcs = Set(open.compactMap { $0.value["vpc"]?.string }).sorted()
        let made = vpcs.filter { before["acls"]?[$0]?["id"]?.string == nil }
        let moves = open.map { _, subnet in
            associate(
                subnet["acl_association"] ?? .null,
                ActionCall.found(["acls", subnet["vpc"]?.string ?? "", "id"])
            )
        }
        return .calls(
            made.map { create($0, context) } + moves,
            after: ["subnets": .object(Object(subnets.map { ($0.key, ["denied": true]) }))]
        )
    }

    private static func create(_ vpc: String, _ context: ActionContext) -> ActionCall {
        let tags: [JSON] = [
            ["Key": .string(tag), "Value": "deny"],
            ["Key": "ParapetRun", "Value": .string(context.text("run") ?? "")],
        ]
        return ActionCall(
            "ec2",
            "CreateNetworkAcl",
            [
                "VpcId": .string(vpc),
                // At most 64 characters: it is of this VPC and this step.
                "ClientToken": .string(
                    ActionPlanner.hash([.string(context.text("key") ?? ""), .string(vpc)])
                ),
                "TagSpecifications": [["ResourceType": "network-acl", "Tags": .array(tags)]],
            ]
        )
    }

    private static func associate(_ association: JSON, _ acl: JSON) -> ActionCall {
        ActionCall(
            "ec2",
            "ReplaceNetworkAclAssociation",
            ["AssociationId": association, "NetworkAclId": acl]
        )
    }

    static func undo(_ before: JSON, _ after: JSON) -> [ActionCall] {
        let moves = (before["subnets"] ?? .null).entries.compactMap { name, subnet -> ActionCall? in
            guard let now = after["subnets"]?[name], now["acl"] != subnet["acl"],
                let acl = subnet["acl"], acl.string != nil
            else { return nil }
            return associate(now["acl_association"] ?? .null, acl)
        }
        let shared = after[JSON.aside]?["shared"]?.texts ?? []
        let made = (after["acls"] ?? .null).entries.compactMap { vpc, acl -> ActionCall? in
            guard before["acls"]?[vpc]?["id"]?.string == nil, let id = acl["id"]?.string,
                !shared.contains(id)
            else { return nil }
            return ActionCall("ec2", "DeleteNetworkAcl", ["NetworkAclId": .string(id)])
        }
        return moves + made
    }
}

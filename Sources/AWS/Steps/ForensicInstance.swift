import Document

/// An instance to look at evidence, in a group of its own: nothing comes in, and out goes HTTPS alone,
/// which is what Systems Manager needs. The group is found again by its name, and never trusted by it: its
/// rules are what is looked at.
///
/// Source: Amazon VPC User Guide, "Security groups": a new one lets everything out.
enum ForensicInstance {
    static let asks = [
        "ec2.DescribeImages", "ec2.DescribeInstances", "ec2.DescribeSecurityGroups",
        "ec2.DescribeSubnets",
    ]
    static let sends = [
        "ec2.AuthorizeSecurityGroupEgress", "ec2.CreateSecurityGroup", "ec2.DeleteSecurityGroup",
        "ec2.RevokeSecurityGroupEgress", "ec2.RunInstances", "ec2.TerminateInstances",
    ]

    private static let group = ["group", "id"]
    private static let egress = ["group", "egress"]
    private static let https: JSON = [
        "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
        "IpRanges": [["CidrIp": "0.0.0.0/0"]],
    ]

    private static func groupName(_ context: ActionContext) -> String {
        "parapet-forensics-" + RunMark(context).token("group").prefix(16)
    }

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let subnet: Object = ["SubnetIds": [.string(context.id)]]
        let image: Object = ["ImageIds": [.string(context.text("image") ?? "")]]
        let reads = [
            ActionRead("subnet", "ec2", "DescribeSubnets", subnet, items: "Subnets"),
            ActionRead("image", "ec2", "DescribeImages", image, items: "Images"),
            ActionRead(
                "instances",
                "ec2",
                "DescribeInstances",
                ["Filters": .array(RunMark(context).filters)],
                items: "Reservations[].Instances[]"
            ),
        ]
        guard let vpc = known["subnet"]?.array?.first?["VpcId"]?.string else { return reads }
        let groups = ActionRead.filtered(
            "groups",
            "DescribeSecurityGroups",
            ["vpc-id": [vpc], "group-name": [groupName(context)]],
            items: "SecurityGroups"
        )
        return reads + [groups]
    }

    /// What was terminated is aside: its group can be deleted only when it is gone, so that an undo may
    /// have to go on later.
    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        let group = read["groups"]?.array?.first
        let there = (read["instances"]?.array ?? []).filter {
            !["shutting-down", "terminated"].contains($0["State"]?["Name"]?.string ?? "")
        }
        return [
            "vpc": read["subnet"]?.array?.first?["VpcId"] ?? .null,
            "image": read["image"]?.array?.first?["ImageId"] ?? .null,
            "group": group.map {
                [
                    "id": $0["GroupId"] ?? .null, "name": $0["GroupName"] ?? .null,
                    "ingress": $0["IpPermissions"] ?? [],
                    "egress": $0["IpPermissionsEgress"] ?? [],
                ]
            } ?? .null,
            JSON.aside: ["instances": .array(there.sorted(by: "InstanceId").map(described))],
        ]
    }

    private static func described(_ instance: JSON) -> JSON {
        [
            "id": instance["InstanceId"] ?? .null, "image": instance["ImageId"] ?? .null,
            "type": instance["InstanceType"] ?? .null, "subnet": instance["SubnetId"] ?? .null,
        ]
    }

    static func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        let region = context.request.region
        guard let vpc = before["vpc"], !vpc.isNull else {
            return .refused("there is no subnet \(context.id) in \(region)")
        }
        guard let image = before["image"], !image.isNull else {
            return .refused("there is no image \(context.text("image") ?? "") in \(region)")
        }
        guard let calls = groupCalls(context, vpc, before["group"] ?? .null) else {
            return .refused("its group is not as it was made: somebody changed its rules")
        }
        guard instances(before).isEmpty else {
            return calls.isEmpty ? .alreadyRight : .refused("its group is gone")
        }
        let type = JSON.string(context.text("type") ?? "m5.large")
        let after = before.setting([
            "group": ["name": .string(groupName(context)), "ingress": [], "egress": [https]],
            JSON.aside: [
                "instances": [["image": image, "type": type, "subnet": .string(context.id)]]
            ],
        ])
        return .calls(calls + [start(context, image, type)], after: after)
    }

    private static func instances(_ image: JSON) -> [JSON] {
        image[JSON.aside]?["instances"]?.array ?? []
    }

    /// Those that are left; nil where its rules are none of those that it has on its way.
    private static func groupCalls(
        _ context: ActionContext,
        _ vpc: JSON,
        _ found: JSON
    ) -> [ActionCall]? {
        let isThere = !found.isNull
        guard found["ingress"]?.array?.isEmpty != false else { return nil }
        let rules = found["egress"]?.array ?? []
        if isThere, rules.count == 1, isHTTPS(rules[0]) { return [] }
        guard rules.allSatisfy({ $0["IpProtocol"] == "-1" }) else { return nil }
        var calls: [ActionCall] = []
        if !isThere { calls.append(make(context, vpc)) }
        if !isThere || !rules.isEmpty {
            calls.append(rule("RevokeSecurityGroupEgress", ActionCall.found(egress)))
        }
        return calls + [rule("AuthorizeSecurityGroupEgress", [https])]
    }

    private static func isHTTPS(_ rule: JSON) -> Bool {
        let ranges = (rule["IpRanges"]?.array ?? []).compactMap { $0["CidrIp"]?.string }
        let others = ["Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"]
        return rule["IpProtocol"] == "tcp" && rule["FromPort"] == 443 && rule["ToPort"] == 443
            && ranges == ["0.0.0.0/0"] && others.allSatisfy { rule[$0]?.array?.isEmpty != false }
    }

    private static func make(_ context: ActionContext, _ vpc: JSON) -> ActionCall {
        ActionCall(
            "ec2",
            "CreateSecurityGroup",
            [
                "GroupName": .string(groupName(context)), "VpcId": vpc,
                "Description": "Forensic instance: nothing comes in",
                "TagSpecifications": [RunMark(context).specification("security-group")],
            ]
        )
    }

    private static func rule(_ operation: String, _ rules: JSON) -> ActionCall {
        ActionCall("ec2", operation, ["GroupId": ActionCall.found(group), "IpPermissions": rules])
    }

    private static func start(
        _ context: ActionContext,
        _ image: JSON,
        _ type: JSON
    ) -> ActionCall {
        let mark = RunMark(context)
        let interface: JSON = [
            "DeviceIndex": 0, "SubnetId": .string(context.id),
            "Groups": [ActionCall.found(group)], "AssociatePublicIpAddress": false,
            "DeleteOnTermination": true,
        ]
        var input: Object = [
            "ImageId": image, "InstanceType": type, "MinCount": 1, "MaxCount": 1,
            "ClientToken": .string(mark.token("instance")), "NetworkInterfaces": [interface],
            "MetadataOptions": ["HttpEndpoint": "enabled", "HttpTokens": "required"],
            "UserData": .string(EvidenceMounts.userData(context.texts("volumes"))),
            "TagSpecifications": [
                mark.specification("instance", ["Name": "parapet-forensics"]),
                mark.specification("volume"),
            ],
        ]
        if let profile = context.text("profile") {
            let member = profile.hasPrefix("arn:") ? "Arn" : "Name"
            input["IamInstanceProfile"] = .object(Object([(member, .string(profile))]))
        }
        return ActionCall("ec2", "RunInstances", input)
    }

    static func undo(_ context: ActionContext, _ before: JSON, _ after: JSON) -> [ActionCall] {
        var calls: [ActionCall] = []
        let ids = instances(after).compactMap { $0["id"] }
        if !ids.isEmpty {
            calls.append(ActionCall("ec2", "TerminateInstances", ["InstanceIds": .array(ids)]))
        }
        if before["group"]?.isNull != false, let id = after["group"]?["id"] {
            calls.append(ActionCall("ec2", "DeleteSecurityGroup", ["GroupId": id]))
        }
        return calls
    }
}

import Document

/// An instance to look at evidence, and the group that keeps everything away from it: two changes, one
/// after the other, because the second needs the id that AWS gives the first.
enum ForensicInstance {
    private static let group = "group"
    static let parts = [group, "instance"]

    static let asks = [
        "ec2.DescribeImages", "ec2.DescribeInstances", "ec2.DescribeSecurityGroups",
        "ec2.DescribeSubnets",
    ]

    private static func groupName(_ context: ActionContext) -> String {
        "parapet-forensics-" + RunMark(context).token("group").prefix(16)
    }

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let subnet: Object = ["SubnetIds": [.string(context.id)]]
        let image: Object = ["ImageIds": [.string(context.text("image") ?? "")]]
        var reads = [
            ActionRead("subnet", "ec2", "DescribeSubnets", subnet, items: "Subnets"),
            ActionRead("image", "ec2", "DescribeImages", image, items: "Images"),
        ]
        if let vpc = known["subnet"]?.array?.first?["VpcId"] {
            let filters: JSON = [
                ["Name": "vpc-id", "Values": [vpc]],
                ["Name": "group-name", "Values": [.string(groupName(context))]],
            ]
            reads.append(
                ActionRead(
                    "groups",
                    "ec2",
                    "DescribeSecurityGroups",
                    ["Filters": filters],
                    items: "SecurityGroups"
                )
            )
        }
        if context.request.part != group {
            reads.append(
                ActionRead(
                    "instances",
                    "ec2",
                    "DescribeInstances",
                    ["Filters": .array(RunMark(context).filters)],
                    items: "Reservations[].Instances[]"
                )
            )
        }
        return reads
    }

    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        let subnet = read["subnet"]?.array?.first
        let group = read["groups"]?.array?.first
        var image: Object = [
            "vpc": subnet?["VpcId"] ?? .null,
            "image": read["image"]?.array?.first?["ImageId"] ?? .null,
            "group": group.map {
                [
                    "id": $0["GroupId"] ?? .null, "name": $0["GroupName"] ?? .null,
                    "ingress": $0["IpPermissions"] ?? [],
                ]
            } ?? .null,
        ]
        if let all = read["instances"]?.array {
            let there = all.filter {
                !["shutting-down", "terminated"].contains($0["State"]?["Name"]?.string ?? "")
            }
            image["instances"] = .array(there.sorted(by: "InstanceId").map(described))
        }
        return .object(image)
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
        guard before["image"]?.isNull == false else {
            return .refused("there is no image \(context.text("image") ?? "") in \(region)")
        }
        let isThere = before["group"]?.isNull == false
        if isThere && before["group"]?["ingress"]?.array?.isEmpty != true {
            return .refused("its group lets something in: somebody changed it")
        }
        if context.request.part == group {
            return isThere ? .alreadyRight : make(context, vpc, before)
        }
        guard let id = before["group"]?["id"], isThere else {
            return .refused("its group is not there")
        }
        if before["instances"]?.array?.isEmpty == false { return .alreadyRight }
        return start(context, id, before)
    }

    private static func make(
        _ context: ActionContext,
        _ vpc: JSON,
        _ before: JSON
    ) -> ActionPlan {
        let name = JSON.string(groupName(context))
        let call = ActionCall(
            "ec2",
            "CreateSecurityGroup",
            [
                "GroupName": name, "VpcId": vpc,
                "Description": "Forensic instance: nothing comes in",
                "TagSpecifications": [RunMark(context).specification("security-group")],
            ]
        )
        var after = before.object ?? Object()
        after["group"] = ["name": name, "ingress": []]
        return .calls([call], after: .object(after))
    }

    private static func start(
        _ context: ActionContext,
        _ group: JSON,
        _ before: JSON
    ) -> ActionPlan {
        let mark = RunMark(context)
        let image = before["image"] ?? ""
        let type = JSON.string(context.text("type") ?? "m5.large")
        let interface: JSON = [
            "DeviceIndex": 0, "SubnetId": .string(context.id), "Groups": [group],
            "AssociatePublicIpAddress": false, "DeleteOnTermination": true,
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
        var after = before.object ?? Object()
        after["instances"] = [["image": image, "type": type, "subnet": .string(context.id)]]
        return .calls([ActionCall("ec2", "RunInstances", input)], after: .object(after))
    }

    static func undo(_ context: ActionContext, _ before: JSON, _ after: JSON) -> [ActionCall] {
        if context.request.part == group {
            let id = after["group"]?["id"] ?? ""
            return [ActionCall("ec2", "DeleteSecurityGroup", ["GroupId": id])]
        }
        let ids = (after["instances"]?.array ?? []).compactMap { $0["id"] }
        return [ActionCall("ec2", "TerminateInstances", ["InstanceIds": .array(ids)])]
    }
}

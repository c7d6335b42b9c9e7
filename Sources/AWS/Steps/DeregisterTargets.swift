import Document

extension Step {
    static let deregisterTargets = responding(
        .deregisterTargets,
        inputs: [.instance],
        outputs: [
            .init("targets", .list(.any), "target group, id and port of what was registered")
        ],
        targets: { .instance($0) },
        answer: { _, changed in
            let targets = changed.first?.before["targets"] ?? .null
            return [
                "targets": .array(
                    targets.entries.flatMap { group, targets in
                        (targets.array ?? []).map { target in
                            target.setting(["target_group": .string(group)])
                        }
                    }
                )
            ]
        }
    )
}

extension Action {
    /// Source: Elastic Load Balancing API Reference (2015-12-01), DeregisterTargets, TargetDescription,
    /// TargetHealth: what drains is no longer registered.
    static let deregisterTargets = Action(
        "elbv2.deregister-targets",
        title: "Takes the instance and its addresses out of every target group of its VPC",
        subject: .resources(["ec2.instance"]),
        asks: [
            "ec2.DescribeInstances", "elbv2.DescribeTargetGroups", "elbv2.DescribeTargetHealth",
        ],
        sends: ["elbv2.DeregisterTargets", "elbv2.RegisterTargets"],
        undoing: "they are registered again with their ports",
        refuses: "an instance that is gone",
        reads: TargetRegistration.reads,
        image: TargetRegistration.image,
        plan: { _, before in
            guard let targets = before["targets"], !targets.isNull else { return ReadInstance.gone }
            let calls = targets.entries.map { group, targets in
                TargetRegistration.call("DeregisterTargets", group, targets)
            }
            return calls.isEmpty ? .alreadyRight : .calls(calls, after: ["targets": [:]])
        },
        undo: { _, before, after in
            (before["targets"] ?? .null).entries.compactMap { group, targets in
                let present = after["targets"]?[group]?.array ?? []
                let missing = (targets.array ?? []).filter { !present.contains($0) }
                guard !missing.isEmpty else { return nil }
                return TargetRegistration.call("RegisterTargets", group, .array(missing))
            }
        }
    ).whenGone(.nothing)
}

private enum TargetRegistration {
    @Sendable static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        guard let instance = ReadInstance.document(known) else { return [.instance(context)] }
        let vpcs = Set(interfaces(instance).compactMap { $0["VpcId"]?.string })
        let health = (known["groups"]?.array ?? []).compactMap { group -> ActionRead? in
            guard let arn = group["TargetGroupArn"]?.string,
                vpcs.contains(group["VpcId"]?.string ?? ""),
                ["instance", "ip"].contains(group["TargetType"]?.string)
            else { return nil }
            let input: Object = ["TargetGroupArn": .string(arn)]
            return ActionRead("health/\(arn)", "elbv2", "DescribeTargetHealth", input)
        }
        let groups = ActionRead("groups", "elbv2", "DescribeTargetGroups", items: "TargetGroups")
        return [.instance(context), groups] + health
    }

    private static func interfaces(_ instance: JSON) -> [JSON] {
        instance["NetworkInterfaces"]?.array ?? []
    }

    @Sendable static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard let instance = ReadInstance.document(read) else { return ["targets": .null] }
        let addresses = interfaces(instance).flatMap { interface in
            (interface["PrivateIpAddresses"]?.array ?? []).map { $0["PrivateIpAddress"] }
                + (interface["Ipv6Addresses"]?.array ?? []).map { $0["Ipv6Address"] }
        }
        let own = Set(addresses.compactMap { $0?.string } + [context.id])
        let targets = (read["groups"]?.array ?? []).keyed("TargetGroupArn") { group in
            let health = read["health/\(group["TargetGroupArn"]?.string ?? "")"]
            let found = (health?["TargetHealthDescriptions"]?.array ?? []).filter { target in
                own.contains(target["Target"]?["Id"]?.string ?? "")
                    && target["TargetHealth"]?["State"]?.string != "draining"
            }
            let kept = found.compactMap { $0["Target"].map(described) }
            guard !kept.isEmpty else { return nil }
            return .array(kept.sorted { $0.canonicalText < $1.canonicalText })
        }
        return ["targets": targets]
    }

    /// AWS tells the zone of every target, and takes it for addresses alone that it cannot know.
    private static func described(_ target: JSON) -> JSON {
        var kept: Object = ["Id": target["Id"] ?? ""]
        kept["Port"] = target["Port"]
        if target["AvailabilityZone"] == "all" { kept["AvailabilityZone"] = "all" }
        return .object(kept)
    }

    static func call(_ operation: String, _ group: String, _ targets: JSON) -> ActionCall {
        ActionCall(
            "elbv2",
            operation,
            ["TargetGroupArn": .string(group), "Targets": targets]
        )
    }
}

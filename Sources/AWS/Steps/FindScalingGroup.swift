import Document
import Playbooks

extension Step {
    /// Whether an Auto Scaling group has an instance, and what becomes of it there.
    static let findScalingGroup = Step(
        StepType(
            "ec2.find-scaling-group",
            title: "Which Auto Scaling group has an instance, and what the group would do",
            kind: .analyse,
            site: .region,
            inputs: [.init("instance", .text, required: true, "the instance's id")],
            outputs: [
                .init("in_group", .flag, "whether a group has it"),
                .init("group", .text, "the group's name; empty where none has it"),
                .init("state", .text, "InService, Standby, Terminating and so on"),
                .init("protected", .flag, "whether the group spares it when it scales in"),
                .init("minimum", .int, "the fewest instances that the group keeps"),
                .init("desired", .int, "how many it keeps"),
                .init("maximum", .int, "the most it may have"),
                .init("suspended", .list(.text), "what the group was told not to do"),
                .init("siblings", .list(.text), "the group's other instances"),
                .init("started_from", .text, "the launch template or configuration"),
                .init("safe_to_terminate", .flag, "whether the group would replace it by another"),
                .init("impact", .list(.text), "what taking it out of the group will hit"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
            ]
        )
    ) { context in
        guard var reading = StepReading(context) else {
            return .done(["notes": [.string(context.unasked)]])
        }
        let id = context.text("instance")
        let memberships = await reading.list(
            "autoscaling",
            "DescribeAutoScalingInstances",
            "AutoScalingInstances",
            ["InstanceIds": [.string(id)]]
        )
        guard let memberships else { return .done(["notes": .list(reading.notes)]) }
        guard let membership = memberships.first else {
            return .done(["in_group": false, "group": "", "notes": .list(reading.notes)])
        }
        let groups = await reading.list(
            "autoscaling",
            "DescribeAutoScalingGroups",
            "AutoScalingGroups",
            ["AutoScalingGroupNames": [membership["AutoScalingGroupName"] ?? ""]]
        )
        var outputs = ScalingMembership(id, membership, groups?.first).outputs
        outputs["notes"] = .list(reading.notes)
        return .done(outputs)
    }
}

/// What two answers of Auto Scaling say of an instance.
///
/// Source: Amazon EC2 Auto Scaling User Guide, "Detach or attach instances" and "Temporarily remove
/// instances".
struct ScalingMembership {
    let outputs: Object

    init(_ id: String, _ membership: JSON, _ group: JSON?) {
        let name = membership["AutoScalingGroupName"]?.string ?? ""
        var outputs: Object = [
            "in_group": true, "group": .string(name),
            "state": membership["LifecycleState"] ?? "",
            "protected": membership["ProtectedFromScaleIn"] ?? false,
        ]
        outputs["started_from"] = Self.origin(membership).map { .string($0) }
        guard let group else {
            self.outputs = outputs
            return
        }
        let siblings = (group["Instances"]?.array ?? []).compactMap { $0["InstanceId"]?.string }
            .filter { $0 != id }.sorted()
        let suspended = (group["SuspendedProcesses"]?.array ?? [])
            .compactMap { $0["ProcessName"]?.string }.sorted()
        outputs["minimum"] = group["MinSize"]
        outputs["desired"] = group["DesiredCapacity"]
        outputs["maximum"] = group["MaxSize"]
        outputs["siblings"] = .list(siblings)
        outputs["suspended"] = .list(suspended)
        outputs["safe_to_terminate"] = .bool(
            !suspended.contains("Launch") && group["DesiredCapacity"]?.int ?? 0 > 0
        )
        outputs["impact"] = .list(Self.impact(name, siblings.count, suspended))
        self.outputs = outputs
    }

    private static func origin(_ membership: JSON) -> String? {
        let template = membership["LaunchTemplate"]
        if let name = template?["LaunchTemplateName"]?.string {
            let version = template?["Version"]?.string.map { " version \($0)" } ?? ""
            return "launch template \(name)\(version)"
        }
        return membership["LaunchConfigurationName"]?.string.map { "launch configuration \($0)" }
    }

    private static func impact(
        _ group: String,
        _ siblings: Int,
        _ suspended: [String]
    ) -> [String] {
        let replaced =
            suspended.contains("Launch")
            ? "nothing replaces it: the group was told to launch nothing"
            : "the group starts another in its place, from the same template"
        let hit =
            siblings == 0
            ? "it is the only instance of \(group)"
            : "\(siblings) more of \(group) come from the same template, and may be hit too"
        let ends = ["ReplaceUnhealthy", "Terminate"].allSatisfy { !suspended.contains($0) }
        let checked =
            "while it is isolated its health checks may fail: \(group) then terminates it within "
            + "minutes, protected or not, unless it is kept from that (autoscaling.keep-instance), "
            + "detached or on standby"
        return ["once it is detached from \(group), \(replaced)", hit] + (ends ? [checked] : [])
    }
}

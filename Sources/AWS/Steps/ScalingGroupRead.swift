import Document
import Guardrails

/// An instance's Auto Scaling group, as steps find and read it.
enum ScalingGroupRead {
    static let asks = [
        "autoscaling.DescribeAutoScalingInstances", "autoscaling.DescribeAutoScalingGroups",
    ]

    /// The name of the instance's group; empty where it is in none. Once it is detached nothing says
    /// where it was.
    static func group(_ context: StepContext) async -> Result<String, Gap> {
        let permission = "autoscaling:DescribeAutoScalingInstances"
        guard let reader = context.reader else {
            return .failure(Gap(reason: .denied, permission: permission))
        }
        let found = await reader.list(
            "autoscaling",
            "DescribeAutoScalingInstances",
            DocumentPath("AutoScalingInstances"),
            region: context.text("region"),
            ["InstanceIds": [.string(context.text("instance"))]],
            ofOne: true
        )
        if let gap = found.gap { return .failure(gap) }
        return .success(found.items.first?["AutoScalingGroupName"]?.string ?? "")
    }

    static func reads(_ instance: String, _ group: String) -> [ActionRead] {
        let instances = ActionRead(
            "instances",
            "autoscaling",
            "DescribeAutoScalingInstances",
            ["InstanceIds": [.string(instance)]],
            items: "AutoScalingInstances"
        )
        guard !group.isEmpty else { return [instances] }
        let groups = ActionRead(
            "groups",
            "autoscaling",
            "DescribeAutoScalingGroups",
            ["AutoScalingGroupNames": [.string(group)]],
            items: "AutoScalingGroups"
        )
        return [instances, groups]
    }

    /// What the group has of the instance; nil where it is in none, or leaves it.
    static func membership(_ read: Object) -> JSON? {
        let found = read["instances"]?.array?.first
        let state = found?["LifecycleState"]?.string ?? ""
        return ["Detaching", "Detached"].contains(state) ? nil : found
    }

    static func isLeaving(_ membership: JSON?) -> Bool {
        membership?["LifecycleState"]?.string?.hasPrefix("Terminat") == true
    }

    static func isOnStandby(_ membership: JSON?) -> Bool {
        ["Standby", "EnteringStandby"].contains(membership?["LifecycleState"]?.string ?? "")
    }

    /// Those that the group has beside the instance and does not terminate.
    static func others(in group: JSON?, beside instance: String) -> [String] {
        (group?["Instances"]?.array ?? []).filter { !isLeaving($0) }
            .compactMap { $0["InstanceId"]?.string }.filter { $0 != instance }.sorted()
    }

    static func protection(_ group: String, _ instance: String, _ isOn: Bool) -> ActionCall {
        ActionCall(
            "autoscaling",
            "SetInstanceProtection",
            [
                "AutoScalingGroupName": .string(group), "InstanceIds": [.string(instance)],
                "ProtectedFromScaleIn": .bool(isOn),
            ],
            isRepeatable: true
        )
    }
}

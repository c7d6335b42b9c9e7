import Document
import Guardrails

extension Step {
    static let detachInstance = responding(
        .detachInstance,
        inputs: [
            .instance,
            .init(
                "standby",
                .flag,
                standard: false,
                "whether it stays in its group, on standby, instead of leaving it"
            ),
        ],
        outputs: [.init("group", .text, "its Auto Scaling group; empty where it is in none")],
        targets: { context in
            let region = context.text("region")
            guard let reader = context.reader else {
                return .failed("nobody could read its Auto Scaling group", isFinal: false)
            }
            // Once it is detached nothing says where it was.
            let found = await reader.list(
                "autoscaling",
                "DescribeAutoScalingInstances",
                DocumentPath("AutoScalingInstances"),
                region: region,
                ["InstanceIds": [.string(context.text("instance"))]],
                ofOne: true
            )
            if let gap = found.gap { return .failed(gap.summary, isFinal: false) }
            let group = found.items.first?["AutoScalingGroupName"]?.string ?? ""
            return .instance(
                context,
                ["standby": .bool(context.flag("standby")), "group": .string(group)]
            )
        },
        answer: { _, changed in
            ["group": .string(changed.first?.request.parameters["group"]?.string ?? "")]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 Auto Scaling User Guide, "Detach or attach instances from your Auto Scaling
    /// group", "Temporarily remove instances from your Auto Scaling group".
    static let detachInstance = Action(
        "autoscaling.detach-instance",
        title: "Takes the instance out of its Auto Scaling group, which replaces it",
        subject: .resources(["ec2.instance"]),
        parameters: [
            .init("group", .text, required: true, "the group; none where it is empty"),
            .init("standby", .flag, standard: false, "whether it stays there, on standby"),
        ],
        asks: [
            "autoscaling.DescribeAutoScalingInstances", "autoscaling.DescribeAutoScalingGroups",
        ],
        sends: ["DetachInstances", "EnterStandby", "AttachInstances", "ExitStandby"]
            .map { "autoscaling.\($0)" }
            + ["autoscaling.SetInstanceProtection", "autoscaling.UpdateAutoScalingGroup"],
        undoing:
            "it is put back, protected from the scaling in that takes away one that came for it; the "
            + "group's sizes are as they were",
        refuses: "an instance that its group terminates",
        reads: { context, _ in
            let instances = ActionRead(
                "instances",
                "autoscaling",
                "DescribeAutoScalingInstances",
                ["InstanceIds": [.string(context.id)]],
                items: "AutoScalingInstances"
            )
            guard let name = context.text("group"), !name.isEmpty else { return [instances] }
            let groups = ActionRead(
                "groups",
                "autoscaling",
                "DescribeAutoScalingGroups",
                ["AutoScalingGroupNames": [.string(name)]],
                items: "AutoScalingGroups"
            )
            return [instances, groups]
        },
        image: { _, read in Membership.image(read) },
        plan: { context, before in Membership(before).plan(context) },
        undo: { context, before, after in
            Membership(after).undo(context, to: Membership(before))
        }
    )
}

/// An instance in its Auto Scaling group.
private struct Membership {
    let image: JSON

    init(_ image: JSON) { self.image = image }

    static func image(_ read: Object) -> JSON {
        let group = read["groups"]?.array?.first
        let found = read["instances"]?.array?.first
        let state = found?["LifecycleState"]?.string ?? ""
        let isIn = found != nil && !["Detaching", "Detached"].contains(state)
        return [
            "group": isIn ? found?["AutoScalingGroupName"] ?? .null : .null,
            "state": isIn
                ? .string(["Standby", "EnteringStandby"].contains(state) ? "standby" : "active")
                : .null,
            "leaving": .bool(state.hasPrefix("Terminat")),
            JSON.aside: [
                "desired": group?["DesiredCapacity"] ?? .null, "min": group?["MinSize"] ?? .null,
                "max": group?["MaxSize"] ?? .null,
                "new_protected": group?["NewInstancesProtectedFromScaleIn"] ?? false,
                "protected": found?["ProtectedFromScaleIn"]
                    ?? member(of: group, like: found)?["ProtectedFromScaleIn"] ?? false,
            ],
        ]
    }

    private static func member(of group: JSON?, like found: JSON?) -> JSON? {
        (group?["Instances"]?.array ?? []).first {
            found != nil && $0["InstanceId"] == found?["InstanceId"]
        }
    }

    private var isIn: Bool { image["group"]?.string != nil }
    private var isStandby: Bool { image["state"] == "standby" }
    private var aside: JSON { image[JSON.aside] ?? .null }
    private var desired: Int64 { aside["desired"]?.int ?? 0 }
    private var most: Int64 { aside["max"]?.int ?? 0 }
    private var isProtected: Bool { aside["protected"]?.bool == true }
    /// What the group wants, at least and at most.
    private var sizes: [JSON?] { ["desired", "min", "max"].map { aside[$0] } }

    func plan(_ context: ActionContext) -> ActionPlan {
        guard isIn else { return .alreadyRight }
        guard image["leaving"]?.bool != true else {
            return .refused("its Auto Scaling group terminates it")
        }
        if context.flag("standby") {
            guard !isStandby else { return .alreadyRight }
            let call = Self.call("EnterStandby", context, ["ShouldDecrementDesiredCapacity": false])
            return .calls([call], after: ["state": "standby"])
        }
        let call = Self.call("DetachInstances", context, ["ShouldDecrementDesiredCapacity": false])
        return .calls([call], after: ["group": .null])
    }

    func undo(_ context: ActionContext, to before: Membership) -> [ActionCall] {
        guard before.isIn, before.desired > 0 || before.most > 0 else { return [] }
        let isBack = isIn && isStandby == before.isStandby
        guard !isBack else {
            return settle(context, before, sizes: sizes, isProtected: isProtected)
        }
        guard aside["max"]?.int != nil else { return [] }
        // Whoever comes back is counted at once.
        let room = max(most, desired + 1)
        var calls: [ActionCall] = []
        if room > most { calls.append(Self.update(context, ["MaxSize": .int(room)])) }
        calls.append(Self.call(isIn ? "ExitStandby" : "AttachInstances", context))
        return calls
            + settle(
                context,
                before,
                sizes: [.int(desired + 1), aside["min"], .int(room)],
                isProtected: isIn ? isProtected : aside["new_protected"]?.bool == true
            )
    }

    /// When it is back: the sizes as they were, without losing it.
    private func settle(
        _ context: ActionContext,
        _ before: Membership,
        sizes: [JSON?],
        isProtected: Bool
    ) -> [ActionCall] {
        var calls: [ActionCall] = []
        var isProtected = isProtected
        func protect(_ isOn: Bool) {
            calls.append(
                Self.call("SetInstanceProtection", context, ["ProtectedFromScaleIn": .bool(isOn)])
            )
            isProtected = isOn
        }
        if sizes != before.sizes {
            if !isProtected { protect(true) }
            var input = Object()
            for (name, size) in zip(["DesiredCapacity", "MinSize", "MaxSize"], before.sizes) {
                input[name] = size
            }
            calls.append(Self.update(context, input))
        }
        if isProtected != before.isProtected { protect(before.isProtected) }
        return calls
    }

    private static func group(_ context: ActionContext) -> JSON {
        .string(context.text("group") ?? "")
    }

    private static func update(_ context: ActionContext, _ sizes: Object) -> ActionCall {
        var input: Object = ["AutoScalingGroupName": group(context)]
        for (name, size) in sizes { input[name] = size }
        return ActionCall("autoscaling", "UpdateAutoScalingGroup", input)
    }

    private static func call(
        _ operation: String,
        _ context: ActionContext,
        _ more: Object = [:]
    ) -> ActionCall {
        var input: Object = [
            "AutoScalingGroupName": group(context), "InstanceIds": [.string(context.id)],
        ]
        for (name, value) in more { input[name] = value }
        return ActionCall("autoscaling", operation, input)
    }
}

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
            switch await ScalingGroupRead.group(context) {
            case .failure(let gap): .failed(gap.summary, isFinal: false)
            case .success(let group):
                .instance(
                    context,
                    ["standby": .bool(context.flag("standby")), "group": .string(group)]
                )
            }
        },
        answer: { _, changed in
            ["group": .string(changed.first?.request.parameters["group"]?.string ?? "")]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 Auto Scaling User Guide, "Detach or attach instances from your Auto Scaling
    /// group", "Temporarily remove instances from your Auto Scaling group"; Amazon EC2 Auto Scaling API
    /// Reference, TerminateInstanceInAutoScalingGroup.
    static let detachInstance = Action(
        "autoscaling.detach-instance",
        title: "Takes the instance out of its Auto Scaling group, which replaces it",
        subject: .resources(["ec2.instance"]),
        parameters: [
            .init("group", .text, required: true, "the group; none where it is empty"),
            .init("standby", .flag, standard: false, "whether it stays there, on standby"),
        ],
        asks: ScalingGroupRead.asks,
        sends: ["DetachInstances", "EnterStandby", "AttachInstances", "ExitStandby"]
            .map { "autoscaling.\($0)" } + ScalingGroupHold.sends
            + [
                "autoscaling.SetInstanceProtection",
                "autoscaling.TerminateInstanceInAutoScalingGroup",
                "autoscaling.UpdateAutoScalingGroup",
            ],
        undoing:
            "it is put back, and the instance that came for it is terminated by its id; no other is. A "
            + "group that was scaled since keeps one more",
        refuses: "an instance that its group terminates",
        reads: { context, _ in
            ScalingGroupRead.reads(context.id, context.text("group") ?? "")
        },
        image: { context, read in Membership.image(context, read) },
        plan: { context, before in Membership(context, before).plan() },
        undo: { context, before, after in
            Membership(context, after).undo(to: Membership(context, before))
        }
    ).whenGone(.nothing)
}

/// An instance in its Auto Scaling group.
private struct Membership {
    let context: ActionContext
    let image: JSON

    init(_ context: ActionContext, _ image: JSON) {
        self.context = context
        self.image = image
    }

    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        let group = read["groups"]?.array?.first
        let found = ScalingGroupRead.membership(read)
        let isStandby = ScalingGroupRead.isOnStandby(found)
        var aside = ScalingGroupHold.aside(of: group, context.id)
        aside["desired"] = group?["DesiredCapacity"] ?? .null
        aside["max"] = group?["MaxSize"] ?? .null
        aside["new_protected"] = group?["NewInstancesProtectedFromScaleIn"] ?? false
        aside["protected"] =
            found?["ProtectedFromScaleIn"] ?? member(of: group, context)?["ProtectedFromScaleIn"]
            ?? false
        aside["members"] = .list(ScalingGroupRead.others(in: group, beside: context.id))
        return [
            "group": found?["AutoScalingGroupName"] ?? .null,
            "state": found == nil ? .null : isStandby ? "standby" : "active",
            "leaving": .bool(ScalingGroupRead.isLeaving(found)),
            "kept": ScalingGroupHold.mark(of: group, context.id), JSON.aside: .object(aside),
        ]
    }

    private static func member(of group: JSON?, _ context: ActionContext) -> JSON? {
        (group?["Instances"]?.array ?? []).first { $0["InstanceId"]?.string == context.id }
    }

    private var isIn: Bool { image["group"]?.string != nil }
    private var isStandby: Bool { image["state"] == "standby" }
    private var aside: JSON { image[JSON.aside] ?? .null }
    private var desired: Int64 { aside["desired"]?.int ?? 0 }
    private var most: Int64 { aside["max"]?.int ?? 0 }
    private var isProtected: Bool { aside["protected"]?.bool == true }
    /// Those of the group beside it.
    private var members: [String] { aside["members"]?.texts ?? [] }

    private var group: String { context.text("group") ?? "" }
    private var hold: ScalingGroupHold {
        ScalingGroupHold(group, context.id, mark: image["kept"], aside: aside)
    }

    func plan() -> ActionPlan {
        guard !isIn || image["leaving"]?.bool != true else {
            return .refused("its Auto Scaling group terminates it")
        }
        let isStandbyWanted = context.flag("standby")
        var calls: [ActionCall] = []
        if isIn, !(isStandbyWanted && isStandby) {
            let operation = isStandbyWanted ? "EnterStandby" : "DetachInstances"
            calls.append(call(operation, ["ShouldDecrementDesiredCapacity": false]))
        }
        // Out of it, nobody checks its health: the group looks after its own again.
        calls += hold.lettingGo()
        guard !calls.isEmpty else { return .alreadyRight }
        return .calls(
            calls,
            after: isStandbyWanted && isIn
                ? ["state": "standby", "kept": .null] : ["group": .null, "kept": .null]
        )
    }

    /// One more than there were is in it for a while; then the one that came goes. Which one that is, is
    /// never left to the group: it would take any.
    func undo(to before: Membership) -> [ActionCall] {
        guard before.isIn, aside["max"]?.int != nil else { return [] }
        // It may still be isolated: its health is not to count before it is back.
        var calls = before.hold.mark.map { hold.keeping($0) } ?? []
        var (desired, most, isProtected) = (desired, most, isProtected)
        if !isIn || isStandby != before.isStandby {
            // Whoever comes back is counted at once.
            if desired + 1 > most {
                most = desired + 1
                calls.append(update(["MaxSize": .int(most)]))
            }
            calls.append(call(isIn ? "ExitStandby" : "AttachInstances"))
            desired += 1
            if !isIn { isProtected = aside["new_protected"]?.bool == true }
        }
        var sizes = Object()
        // Where the group was scaled meanwhile, nobody can tell which one came for it.
        if desired == before.desired + 1 {
            desired -= 1
            if let newcomer = members.first(where: { !before.members.contains($0) }) {
                calls.append(terminate(newcomer))
            } else {
                sizes["DesiredCapacity"] = .int(desired)
            }
        }
        if most == before.most + 1, desired <= before.most { sizes["MaxSize"] = .int(before.most) }
        if !sizes.isEmpty { calls.append(update(sizes)) }
        if isProtected != before.isProtected {
            calls.append(ScalingGroupRead.protection(group, context.id, before.isProtected))
        }
        return calls
    }

    private func update(_ sizes: Object) -> ActionCall {
        var input: Object = ["AutoScalingGroupName": .string(group)]
        for (name, size) in sizes { input[name] = size }
        return ActionCall("autoscaling", "UpdateAutoScalingGroup", input)
    }

    private func terminate(_ instance: String) -> ActionCall {
        ActionCall(
            "autoscaling",
            "TerminateInstanceInAutoScalingGroup",
            ["InstanceId": .string(instance), "ShouldDecrementDesiredCapacity": true]
        )
    }

    private func call(_ operation: String, _ more: Object = [:]) -> ActionCall {
        var input: Object = [
            "AutoScalingGroupName": .string(group), "InstanceIds": [.string(context.id)],
        ]
        for (name, value) in more { input[name] = value }
        return ActionCall("autoscaling", operation, input)
    }
}

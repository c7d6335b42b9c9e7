import Document
import Guardrails

extension Step {
    static let keepInstance = responding(
        .keepInstance,
        inputs: [.instance],
        outputs: [
            .init("group", .text, "its Auto Scaling group; empty where it is in none"),
            .init("notes", .list(.text), "what people have to know"),
        ],
        limits: .containing,
        targets: { context in
            let group: String
            switch await ScalingGroupRead.group(context) {
            case .success(let found): group = found
            case .failure(let gap): return .failed(gap.summary, isFinal: false)
            }
            guard !group.isEmpty else { return .found([]) }
            let region = context.text("region")
            // The group is what is changed, and one change of it is made at a time.
            let name = ResourceName(
                type: "autoscaling.group",
                account: context.text("account"),
                region: region,
                id: group
            )
            let instance = context.text("instance")
            return .found([
                ActionRequest(
                    target: Resource(name: name, document: [:]),
                    region: region,
                    part: instance,
                    parameters: ["instance": .string(instance)]
                )
            ])
        },
        answer: { _, changed in
            guard let changed = changed.first else { return ["group": "", "notes": []] }
            let group = changed.request.target.name.id
            let isKept = changed.after["mark"]?.string != nil
            let kept =
                "\(group) replaces none of its unhealthy instances until the instance is out of it, "
                + "or the run is taken back"
            let others =
                "its greatest lifetime, an instance refresh and the end of a Spot Instance may still "
                + "terminate it"
            return ["group": .string(group), "notes": .list(isKept ? [kept, others] : [])]
        }
    )
}

extension Action {
    /// Source: see ``ScalingGroupHold``; Amazon EC2 Auto Scaling API Reference, SetInstanceHealth.
    static let keepInstance = Action(
        "autoscaling.keep-instance",
        title:
            "Keeps the instance's Auto Scaling group from terminating it: not when it scales in, and "
            + "not because of health checks",
        subject: .resources(["autoscaling.group"]),
        parameters: [.init("instance", .text, required: true, "the instance's id")],
        asks: ScalingGroupRead.asks,
        sends: ScalingGroupHold.sends
            + ["autoscaling.SetInstanceHealth", "autoscaling.SetInstanceProtection"],
        undoing:
            "the group replaces unhealthy instances again, once it keeps no other; the instance counts "
            + "as healthy if it did, and is protected as it was",
        refuses: "an instance that its group terminates",
        reads: { context, _ in
            ScalingGroupRead.reads(context.text("instance") ?? "", context.id)
        },
        image: { context, read in
            let instance = context.text("instance") ?? ""
            let group = read["groups"]?.array?.first
            let found = ScalingGroupRead.membership(read)
            let isIn = found?["AutoScalingGroupName"]?.string == context.id
            var aside = ScalingGroupHold.aside(of: group, instance)
            aside["health"] = isIn ? found?["HealthStatus"] ?? .null : .null
            return [
                "in": .bool(isIn), "leaving": .bool(ScalingGroupRead.isLeaving(found)),
                "standby": .bool(ScalingGroupRead.isOnStandby(found)),
                "protected": isIn ? found?["ProtectedFromScaleIn"] ?? false : .null,
                "mark": ScalingGroupHold.mark(of: group, instance), JSON.aside: .object(aside),
            ]
        },
        plan: { context, before in KeptInstance(context, before).plan() },
        undo: { context, before, after in
            KeptInstance(context, after).undo(to: KeptInstance(context, before))
        }
    ).whenGone(.rest)
}

/// An instance that its group is to keep.
private struct KeptInstance {
    let group: String
    let instance: String
    let image: JSON
    let hold: ScalingGroupHold

    init(_ context: ActionContext, _ image: JSON) {
        group = context.id
        instance = context.text("instance") ?? ""
        self.image = image
        hold = ScalingGroupHold(
            group,
            instance,
            mark: image["mark"],
            aside: image[JSON.aside] ?? .null
        )
    }

    private var isIn: Bool { image["in"]?.bool == true }
    private var isProtected: Bool { image["protected"]?.bool == true }
    private var health: String? { image[JSON.aside]?["health"]?.string }

    func plan() -> ActionPlan {
        // On standby nobody checks its health, and nobody scales it in.
        guard isIn, image["standby"]?.bool != true else { return .alreadyRight }
        guard image["leaving"]?.bool != true else {
            return .refused("its Auto Scaling group terminates it")
        }
        var calls = hold.keeping(hold.wanted)
        if !isProtected { calls.append(ScalingGroupRead.protection(group, instance, true)) }
        guard !calls.isEmpty else { return .alreadyRight }
        return .calls(
            calls,
            after: [
                "mark": .string(hold.wanted), "protected": true,
                JSON.aside: ["suspended": true],
            ]
        )
    }

    func undo(to before: KeptInstance) -> [ActionCall] {
        var calls: [ActionCall] = []
        if isIn, isProtected, !before.isProtected {
            calls.append(ScalingGroupRead.protection(group, instance, false))
        }
        guard before.hold.mark == nil else { return calls }
        // Else it is replaced as soon as it may be: what was once unhealthy never gets well by itself.
        let isIll = isIn && health == "Unhealthy" && before.health == "Healthy"
        return calls + hold.lettingGo(isIll ? [healthy] : [])
    }

    private var healthy: ActionCall {
        ActionCall(
            "autoscaling",
            "SetInstanceHealth",
            [
                "InstanceId": .string(instance), "HealthStatus": "Healthy",
                "ShouldRespectGracePeriod": false,
            ]
        )
    }
}

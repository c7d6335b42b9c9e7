import Document

extension Step {
    static let cutFlows = responding(
        .cutFlows,
        inputs: [.instance],
        outputs: [.init("interfaces", .list(.text), "its interfaces whose flows were cut")],
        containment: .cuts,
        targets: { .instance($0, ["run": .string($0.run.id), "key": .string($0.run.key)]) },
        answer: { _, changed in
            let names = (changed.first?.after["interfaces"] ?? .null).entries.map(\.key)
            return ["interfaces": .list(names)]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 User Guide, "Amazon EC2 security group connection tracking": a flow is not tracked
    /// where a rule lets everything through and another lets all of it back; what is not tracked ends
    /// "if the rule that enables the flow is removed or changed".
    static let cutFlows = Action(
        "ec2.cut-flows",
        title:
            "Cuts what still flows to and from an isolated instance, interface by interface: opens it "
            + "for seconds, so that nothing is tracked, and closes it again",
        subject: .resources(["ec2.instance"]),
        parameters: [
            .init("run", .text, required: true, "what the groups are tagged with"),
            .init("key", .text, required: true, "what the instance is tagged with when it is done"),
        ],
        asks: ["ec2.DescribeInstances"] + VPCGroup.asks,
        sends: VPCGroup.sends + VPCGroup.sendsOfOpen + [
            "ec2.ModifyNetworkInterfaceAttribute", "ec2.CreateTags", "ec2.DeleteSecurityGroup",
            "ec2.DeleteTags",
        ],
        undoing: "the mark is taken away; what was cut does not come back",
        refuses: "an instance that is gone, or that is not isolated",
        reads: FlowCut.reads,
        image: FlowCut.image,
        plan: { context, before in FlowCut(before).plan(context) },
        undo: { context, before, after in FlowCut(after).undo(context, to: before) }
    ).whenGone(.nothing)
}

/// The interfaces of an isolated instance, and how far each is. One that was open is closed on two empty
/// groups, so that it is known for one that is done; in the end all are on the one that isolates.
private struct FlowCut {
    private enum State: String { case isolated, open, cut, other }

    private static let mark = "ParapetCut"
    /// Flows that send nothing meanwhile stay tracked.
    private static let pauseSeconds = 5

    let image: JSON

    init(_ image: JSON) { self.image = image }

    private static func groups(_ vpc: String, _ instance: String) -> [VPCGroup] {
        [
            VPCGroup(kind: .isolated, vpc: vpc),
            VPCGroup(kind: .open, vpc: vpc, instance: instance),
            VPCGroup(kind: .cut, vpc: vpc, instance: instance),
        ]
    }

    @Sendable static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        guard ReadInstance.document(known) != nil else { return [.instance(context)] }
        return [.instance(context), .interfaces(context)]
            + Isolation.vpcs(known).flatMap { vpc in
                groups(vpc, context.id).flatMap { $0.reads(known) }
            }
    }

    @Sendable static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard let instance = ReadInstance.document(read) else { return ["groups": .null] }
        let found = (read["interfaces"]?.array ?? []).filter {
            Isolation.owner(of: $0, context.account) == nil
        }
        let used = Set(found.flatMap(Isolation.groups))
        let all = Isolation.vpcs(read).map { vpc -> (String, JSON) in
            let kinds = Self.groups(vpc, context.id).map { group in
                (group.kind.rawValue, group.image(read, used: used))
            }
            return (vpc, .object(Object(kinds)))
        }
        let known = JSON.object(Object(all))
        let tag = (instance["Tags"]?.array ?? []).first { $0["Key"]?.string == Self.mark }
        return [
            "mark": tag?["Value"] ?? .null, "groups": known,
            "interfaces": found.keyed("NetworkInterfaceId") { interface in
                let vpc = interface["VpcId"] ?? ""
                let state = state(Isolation.groups(of: interface), known[vpc.string ?? ""])
                return ["vpc": vpc, "state": .string(state.rawValue)]
            },
        ]
    }

    private static func state(_ groups: [String], _ kinds: JSON?) -> State {
        func id(_ kind: VPCGroup.Kind) -> String? {
            let group = kinds?[kind.rawValue]
            return group?["ready"]?.bool == true ? group?["id"]?.string : nil
        }
        let on = Set(groups)
        if let isolated = id(.isolated) {
            if on == [isolated] { return .isolated }
            if let cut = id(.cut), on == [isolated, cut] { return .cut }
        }
        return id(.open).map { on.contains($0) } == true ? .open : .other
    }

    private var interfaces: [(name: String, vpc: String, state: State)] {
        (image["interfaces"] ?? .null).entries.map { name, interface in
            let state = interface["state"]?.string.flatMap(State.init(rawValue:))
            return (name, interface["vpc"]?.string ?? "", state ?? .other)
        }
    }

    func plan(_ context: ActionContext) -> ActionPlan {
        guard image["groups"]?.object != nil else { return ReadInstance.gone }
        let all = interfaces
        let open = all.filter { $0.state == .open }
        let other = all.filter { $0.state == .other }.map(\.name)
        guard other.isEmpty || !open.isEmpty else {
            return .refused("the instance is not isolated: \(other.joined(separator: ", "))")
        }
        // Whatever else is to be done: what is open is closed first.
        let closing = open.map { close($0.name, $0.vpc) }
        guard other.isEmpty else { return .calls(closing, after: [:]) }
        let isDone = image["mark"]?.string == context.text("key")
        let left = isDone ? [] : all.filter { $0.state == .isolated }
        var calls = closing
        if !left.isEmpty { calls += missingGroups(context) }
        calls += left.flatMap { [move($0.name, $0.vpc, [.open]), close($0.name, $0.vpc)] }
        if !isDone { calls.append(tag("CreateTags", context, .string(context.text("key") ?? ""))) }
        calls += all.filter { !isDone || $0.state != .isolated }
            .map { move($0.name, $0.vpc, [.isolated]) }
        calls += temporary(isDone: isDone).map { vpc, kind in
            ActionCall("ec2", "DeleteSecurityGroup", ["GroupId": Self.id(vpc, kind)])
        }
        let after = all.map { ($0.name, ["state": "isolated"] as JSON) }
        return calls.isEmpty
            ? .alreadyRight
            : .calls(
                calls,
                after: [
                    "mark": .string(context.text("key") ?? ""),
                    "interfaces": .object(Object(after)),
                ]
            )
    }

    private func missingGroups(_ context: ActionContext) -> [ActionCall] {
        vpcs.flatMap { vpc in
            Self.groups(vpc, context.id).filter { $0.kind != .isolated }.flatMap { group in
                group.calls(
                    image["groups"]?[vpc]?[group.kind.rawValue] ?? .null,
                    at: ["groups", vpc, group.kind.rawValue],
                    run: context.text("run") ?? ""
                )
            }
        }
    }

    private var vpcs: [String] { Set(interfaces.map(\.vpc)).sorted() }

    /// The groups that are deleted in the end: until it is done both will be there.
    private func temporary(isDone: Bool) -> [(String, VPCGroup.Kind)] {
        vpcs.flatMap { vpc in [(vpc, .open), (vpc, .cut)] }.filter { vpc, kind in
            !isDone || image["groups"]?[vpc]?[kind.rawValue]?["id"]?.string != nil
        }
    }

    private func move(
        _ name: String,
        _ vpc: String,
        _ kinds: [VPCGroup.Kind],
        pauseSeconds: Int = 0
    ) -> ActionCall {
        Isolation.set(name, kinds.map { Self.id(vpc, $0) }, pauseSeconds: pauseSeconds)
    }

    private func close(_ name: String, _ vpc: String) -> ActionCall {
        move(name, vpc, [.isolated, .cut], pauseSeconds: Self.pauseSeconds)
    }

    private static func id(_ vpc: String, _ kind: VPCGroup.Kind) -> JSON {
        ActionCall.found(["groups", vpc, kind.rawValue, "id"])
    }

    private func tag(_ operation: String, _ context: ActionContext, _ value: JSON) -> ActionCall {
        let tags: JSON = [["Key": .string(Self.mark), "Value": value]]
        let input: Object = ["Resources": [.string(context.id)], "Tags": tags]
        return ActionCall("ec2", operation, input, isRepeatable: true)
    }

    /// What a cut that stopped halfway left open is closed before anything else.
    func undo(_ context: ActionContext, to before: JSON) -> [ActionCall] {
        guard image["groups"]?.object != nil else { return [] }
        let left = interfaces.filter { $0.state == .open } + interfaces.filter { $0.state == .cut }
        var calls = left.map { move($0.name, $0.vpc, [.isolated]) }
        calls += temporary(isDone: true).map { vpc, kind in
            ActionCall("ec2", "DeleteSecurityGroup", ["GroupId": Self.id(vpc, kind)])
        }
        let (old, now) = (before["mark"] ?? .null, image["mark"] ?? .null)
        if old != now {
            calls.append(
                old.isNull ? tag("DeleteTags", context, now) : tag("CreateTags", context, old)
            )
        }
        return calls
    }
}

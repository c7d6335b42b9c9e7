import Document

extension Step {
    static let isolateInstance = responding(
        .isolateInstance,
        inputs: [.instance],
        outputs: [
            .init("group", .text, "the empty group of the instance's VPC"),
            .init("interfaces", .list(.text), "its interfaces that are on it alone"),
            .init("refused", .list(.text), "its interfaces that others manage, and who"),
            .init("flows", .list(.text), "which flows may live on"),
        ],
        limits: .containing,
        containment: .isolates,
        targets: { .instance($0, ["run": .string($0.run.id)]) },
        answer: { _, changed in
            guard let changed = changed.first else { return [:] }
            let after = Isolation(changed.after)
            return [
                "group": after.group(of: after.vpc)["id"] ?? "",
                "interfaces": .list(after.own.map(\.key)),
                "refused": .list(after.refused),
                "flows": .list(Isolation(changed.before).flows),
            ]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 API Reference, ModifyNetworkInterfaceAttribute: "The new set of groups you specify
    /// replaces the current set." Amazon VPC User Guide, "Attach network interfaces in different VPCs".
    static let isolateInstance = Action(
        "ec2.isolate-instance",
        title: "Puts an empty security group, and no other, on every interface of the instance",
        subject: .resources(["ec2.instance"]),
        parameters: [.init("run", .text, required: true, "what the group is tagged with")],
        asks: ["ec2.DescribeInstances"] + VPCGroup.asks,
        sends: VPCGroup.sends
            + ["ec2.ModifyNetworkInterfaceAttribute", "ec2.DeleteSecurityGroup"],
        also: ["ec2:CreateTags"],
        undoing:
            "every interface gets its groups back; the empty group goes where the change made it "
            + "and nobody else is on it",
        refuses: "an instance that is gone, or of which others manage every interface",
        reads: Isolation.reads,
        image: Isolation.image,
        plan: { context, before in Isolation(before).plan(run: context.text("run") ?? "") },
        undo: { _, before, after in Isolation(after).undo(to: Isolation(before)) }
    ).whenGone(.rest)
}

/// The interfaces of an instance and the empty groups of their VPCs.
struct Isolation {
    let image: JSON

    init(_ image: JSON) { self.image = image }

    @Sendable static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        guard ReadInstance.document(known) != nil else {
            return [.instance(context)] + (known["instance"] == nil ? [] : left(context, known))
        }
        return [.instance(context), .interfaces(context)]
            + vpcs(known).flatMap { VPCGroup(kind: .isolated, vpc: $0).reads(known) }
    }

    /// Of an instance that is gone: the groups that its run made, by their tags.
    private static func left(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let tagged = ActionRead.filtered(
            "made",
            "DescribeSecurityGroups",
            [
                "tag:\(VPCGroup.tag)": [VPCGroup.Kind.isolated.rawValue],
                "tag:ParapetRun": [context.text("run") ?? ""],
            ],
            items: "SecurityGroups"
        )
        let vpcs = Set(made(known).compactMap { $0["VpcId"]?.string }).sorted()
        return [tagged] + vpcs.flatMap { VPCGroup(kind: .isolated, vpc: $0).reads(known) }
    }

    private static func made(_ read: Object) -> [JSON] { read["made"]?.array ?? [] }

    /// Nothing of the instance, and those groups; none that anything is on is free to go.
    private static func imageOfWhatIsLeft(_ read: Object) -> JSON {
        let ids = Set(made(read).compactMap { $0["GroupId"]?.string })
        guard !ids.isEmpty else { return ["vpc": .null] }
        var (groups, shared) = (Object(), Object())
        for vpc in Set(made(read).compactMap({ $0["VpcId"]?.string })).sorted() {
            let group = VPCGroup(kind: .isolated, vpc: vpc)
            let image = group.image(read, used: ids)
            guard ids.contains(image["id"]?.string ?? "") else { continue }
            groups[vpc] = image
            shared[vpc] = .bool(group.isShared(image, read, own: []))
        }
        return ["vpc": .null, "groups": .object(groups), JSON.aside: .object(shared)]
    }

    static func vpcs(_ read: Object) -> [String] {
        let all = (read["interfaces"]?.array ?? []).compactMap { $0["VpcId"]?.string }
        return Set(all).sorted()
    }

    @Sendable static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard let instance = ReadInstance.document(read) else { return imageOfWhatIsLeft(read) }
        let found = read["interfaces"]?.array ?? []
        let own = Set(found.compactMap { $0["NetworkInterfaceId"]?.string })
        let used = Set(found.flatMap(groups))
        var (empty, shared) = (Object(), Object())
        for vpc in vpcs(read) {
            let group = VPCGroup(kind: .isolated, vpc: vpc)
            let image = group.image(read, used: used)
            empty[vpc] = image
            shared[vpc] = .bool(group.isShared(image, read, own: own))
        }
        let interfaces = found.keyed("NetworkInterfaceId") { interface in
            let vpc = interface["VpcId"] ?? ""
            if let owner = owner(of: interface, context.account) {
                return ["vpc": vpc, "owner": .string(owner)]
            }
            let groups = groups(of: interface)
            let ready = empty[vpc.string ?? ""]?["ready"]?.bool == true
            let id = empty[vpc.string ?? ""]?["id"]?.string
            return [
                "vpc": vpc, "groups": .list(groups),
                "isolated": .bool(ready && groups == [id].compactMap(\.self)),
            ]
        }
        return [
            "vpc": instance["VpcId"] ?? "", "interfaces": interfaces, "groups": .object(empty),
            JSON.aside: .object(shared),
        ]
    }

    static func groups(of interface: JSON) -> [String] {
        (interface["Groups"]?.array ?? []).compactMap { $0["GroupId"]?.string }.sorted()
    }

    /// Who manages it, where that is not the account itself.
    ///
    /// Source: Amazon EC2 User Guide, "Requester-managed network interfaces"; EC2 API Reference,
    /// OperatorResponse.
    static func owner(of interface: JSON, _ account: String) -> String? {
        if interface["Operator"]?["Managed"]?.bool == true {
            return interface["Operator"]?["Principal"]?.string ?? "a service"
        }
        if interface["RequesterManaged"]?.bool == true {
            return interface["RequesterId"]?.string ?? "a service"
        }
        let owners = [interface["OwnerId"], interface["Attachment"]?["InstanceOwnerId"]]
        return owners.compactMap { $0?.string }.first { $0 != account }
    }
}

extension Isolation {
    var vpc: String { image["vpc"]?.string ?? "" }

    func group(of vpc: String) -> JSON { image["groups"]?[vpc] ?? .null }

    /// Those that the account itself manages.
    var own: [(key: String, value: JSON)] {
        (image["interfaces"] ?? .null).entries.filter { $0.value["owner"] == nil }
    }

    var refused: [String] {
        (image["interfaces"] ?? .null).entries.compactMap { name, interface in
            interface["owner"]?.string.map { "\(name): \($0) manages it" }
        }
    }

    /// Why nothing can be done about it; nil: something can.
    var refusal: ActionPlan? {
        if image["vpc"]?.string == nil { return ReadInstance.gone }
        guard own.isEmpty else { return nil }
        return .refused("others manage all of its interfaces: \(refused.joined(separator: ", "))")
    }

    func isIsolated(_ interface: JSON) -> Bool { interface["isolated"]?.bool == true }

    func plan(run: String) -> ActionPlan {
        if let refusal { return refusal }
        let open = own.filter { !isIsolated($0.value) }
        guard !open.isEmpty else { return .alreadyRight }
        let wanted = Set(open.compactMap { $0.value["vpc"]?.string }).sorted()
        let groups = wanted.flatMap { vpc in
            VPCGroup(kind: .isolated, vpc: vpc)
                .calls(group(of: vpc), at: ["groups", vpc], run: run)
        }
        let moves = open.map { name, interface in
            let empty = ActionCall.found(["groups", interface["vpc"]?.string ?? "", "id"])
            return Self.set(name, [empty])
        }
        let ready = wanted.map { ($0, ["ready": true] as JSON) }
        let after = own.map { ($0.key, ["isolated": true] as JSON) }
        return .calls(
            groups + moves,
            after: [
                "vpc": .string(vpc), "interfaces": .object(Object(after)),
                "groups": .object(Object(ready)),
            ]
        )
    }

    /// It says what all groups are, and not which one comes: once more is as good as once.
    static func set(
        _ interface: String,
        _ groups: [JSON],
        pauseSeconds: Int = 0
    ) -> ActionCall {
        ActionCall(
            "ec2",
            "ModifyNetworkInterfaceAttribute",
            ["NetworkInterfaceId": .string(interface), "Groups": .array(groups)],
            pauseSeconds: pauseSeconds,
            isRepeatable: true
        )
    }

    /// An interface that was taken away since is nobody's concern.
    func undo(to before: Isolation) -> [ActionCall] {
        let moves = before.own.compactMap { name, interface -> ActionCall? in
            guard let now = image["interfaces"]?[name], now["groups"] != interface["groups"],
                let groups = interface["groups"]?.array, now["owner"] == nil
            else { return nil }
            return Self.set(name, groups)
        }
        let made = (image["groups"] ?? .null).entries.compactMap { vpc, group -> ActionCall? in
            guard before.group(of: vpc)["id"]?.string == nil, let id = group["id"],
                id.string != nil, image[JSON.aside]?[vpc]?.bool != true
            else { return nil }
            return ActionCall("ec2", "DeleteSecurityGroup", ["GroupId": id])
        }
        return moves + made
    }

    /// Of the image before: what its groups let pass is tracked.
    ///
    /// Source: Amazon EC2 User Guide, "Amazon EC2 security group connection tracking"; Amazon VPC User
    /// Guide, "Control traffic to your AWS resources using security groups".
    var flows: [String] {
        own.filter { !isIsolated($0.value) }.map { name, interface in
            let groups = (interface["groups"]?.texts ?? []).joined(separator: ", ")
            return "\(name): what \(groups) had let pass lives on until it ends or is idle for its "
                + "timeout"
        } + [
            "security groups do not filter DNS at the VPC's resolver, DHCP, the time service and "
                + "instance metadata"
        ]
    }
}

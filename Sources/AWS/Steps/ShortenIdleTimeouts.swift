import Document

extension Step {
    static let shortenIdleTimeouts = responding(
        .shortenIdleTimeouts,
        inputs: [.instance],
        outputs: [
            .init("supported", .flag, "whether its type has configurable timeouts"),
            .init("interfaces", .list(.text), "its interfaces that have the shortest"),
        ],
        limits: .containing,
        targets: { .instance($0) },
        answer: { _, changed in
            let image = changed.first?.after ?? .null
            let isSupported = image["supported"]?.bool == true
            let names = (image["interfaces"] ?? .null).entries.map(\.key)
            return [
                "supported": .bool(isSupported), "interfaces": .list(isSupported ? names : []),
            ]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 User Guide, "Amazon EC2 security group connection tracking": the shortest and the
    /// standard timeouts, and that Nitro instances alone have them.
    static let shortenIdleTimeouts = Action(
        "ec2.shorten-idle-timeouts",
        title:
            "Lets tracked connections of the instance end as soon as AWS allows when they are idle",
        subject: .resources(["ec2.instance"]),
        asks: [
            "ec2.DescribeInstances", "ec2.DescribeInstanceTypes", "ec2.DescribeNetworkInterfaces",
        ],
        sends: ["ec2.ModifyNetworkInterfaceAttribute"],
        undoing: "every interface gets its timeouts back, AWS's standard where none was set",
        refuses: "an instance that is gone",
        reads: { context, known in
            guard let instance = ReadInstance.document(known) else { return [.instance(context)] }
            let types: Object = ["InstanceTypes": [instance["InstanceType"] ?? ""]]
            return [
                .instance(context), .interfaces(context),
                ActionRead("type", "ec2", "DescribeInstanceTypes", types),
            ]
        },
        image: { context, read in
            guard ReadInstance.document(read) != nil else { return ["interfaces": .null] }
            let type = read["type"]?["InstanceTypes"]?.array?.first
            let own = (read["interfaces"]?.array ?? []).filter {
                Isolation.owner(of: $0, context.account) == nil
            }
            return [
                "supported": .bool(type?["Hypervisor"] == "nitro"),
                "interfaces": own.keyed("NetworkInterfaceId") { interface in
                    standardTimeouts.setting(
                        interface["ConnectionTrackingConfiguration"]?.object ?? Object()
                    )
                },
            ]
        },
        plan: { _, before in
            guard before["interfaces"]?.object != nil else { return ReadInstance.gone }
            guard before["supported"]?.bool == true else { return .alreadyRight }
            let all = (before["interfaces"] ?? .null).entries
            let wanted = all.map { ($0.key, $0.value.setting(shortest)) }
            let after = JSON.object(Object(wanted))
            let calls = timeouts(from: before["interfaces"] ?? .null, to: after)
            return calls.isEmpty
                ? .alreadyRight : .calls(calls, after: before.setting(["interfaces": after]))
        },
        undo: { _, before, after in
            timeouts(from: after["interfaces"] ?? .null, to: before["interfaces"] ?? .null)
        }
    ).whenGone(.nothing)

    private static let shortest: Object = [
        "TcpEstablishedTimeout": 60, "UdpStreamTimeout": 60, "UdpTimeout": 30,
    ]

    private static let standardTimeouts: JSON = [
        "TcpEstablishedTimeout": 432_000, "UdpStreamTimeout": 180, "UdpTimeout": 30,
    ]

    private static func timeouts(from: JSON, to: JSON) -> [ActionCall] {
        to.entries.compactMap { name, timeouts in
            guard let own = from[name], own != timeouts else { return nil }
            let input: Object = [
                "NetworkInterfaceId": .string(name), "ConnectionTrackingSpecification": timeouts,
            ]
            return ActionCall("ec2", "ModifyNetworkInterfaceAttribute", input, isRepeatable: true)
        }
    }
}

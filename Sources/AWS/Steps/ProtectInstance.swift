import Document

extension Step {
    static let protectInstance = responding(
        .protectInstance,
        inputs: [.instance],
        outputs: [
            .init("volumes", .list(.text), "the volumes that outlive it"),
            .init("notes", .list(.text), "what AWS does not offer for it"),
        ],
        limits: .containing,
        targets: { context in
            var tags: Object = ["SecurityStatus": "IR"]
            if let name = context.run.caseName, !name.isEmpty {
                tags["ParapetCase"] = .string(name)
            }
            tags["ParapetRun"] = .string(context.run.id)
            return .instance(context, ["tags": .object(tags)])
        },
        answer: { _, changed in
            let image = changed.first?.after ?? .null
            let volumes = (image["volumes"] ?? .null).entries.compactMap {
                $0.value["volume"]?.string
            }
            return ["volumes": .list(volumes), "notes": image["notes"] ?? []]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 User Guide, "Change instance termination protection", "Change instance initiated
    /// shutdown behavior", "Preserve data when an instance is terminated".
    static let protectInstance = Action(
        "ec2.protect-instance",
        title: "Marks the instance as under investigation, and keeps it and its volumes",
        subject: .resources(["ec2.instance"]),
        parameters: [.init("tags", .map(.text), required: true, "the tags that mark it")],
        asks: ["ec2.DescribeInstances", "ec2.DescribeInstanceAttribute"],
        sends: ["ec2.CreateTags", "ec2.DeleteTags", "ec2.ModifyInstanceAttribute"],
        undoing: "tags, protection, shutdown behaviour and volumes are set as they were",
        refuses: "an instance that is gone",
        reads: { context, known in
            [.instance(context)]
                + (ReadInstance.document(known) == nil
                    ? []
                    : ["disableApiTermination", "instanceInitiatedShutdownBehavior"].map { name in
                        let input: Object = [
                            "InstanceId": .string(context.id), "Attribute": .string(name),
                        ]
                        return ActionRead(name, "ec2", "DescribeInstanceAttribute", input)
                    })
        },
        image: InstanceProtection.image,
        plan: { context, before in
            guard before["tags"]?.object != nil else { return ReadInstance.gone }
            let wanted = InstanceProtection.wanted(context, before)
            let calls = InstanceProtection.calls(context, from: before, to: wanted)
            return calls.isEmpty ? .alreadyRight : .calls(calls, after: wanted)
        },
        undo: { context, before, after in
            guard before["tags"]?.object != nil, after["tags"]?.object != nil else { return [] }
            return InstanceProtection.calls(context, from: after, to: before).reversed()
        }
    ).whenGone(.nothing)
}

/// What keeps an instance: an image, and the calls from one to another.
private enum InstanceProtection {
    @Sendable static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard let instance = ReadInstance.document(read) else { return ["tags": .null] }
        let known = (instance["Tags"]?.array ?? []).keyed("Key") { $0["Value"] }
        let tags = (context.request.parameters["tags"] ?? [:]).entries.map { key, _ in
            (key, known[key] ?? .null)
        }
        let isSpot = instance["InstanceLifecycle"]?.string == "spot"
        let isEBS = instance["RootDeviceType"]?.string != "instance-store"
        let volumes = (instance["BlockDeviceMappings"]?.array ?? []).keyed("DeviceName") { device in
            device["Ebs"]?["VolumeId"].map { volume in
                ["volume": volume, "deleted": device["Ebs"]?["DeleteOnTermination"] ?? false]
            }
        }
        let protection = read["disableApiTermination"]?["DisableApiTermination"]?["Value"]
        let behaviour =
            read["instanceInitiatedShutdownBehavior"]?["InstanceInitiatedShutdownBehavior"]?[
                "Value"
            ]
        var notes: [String] = []
        if isSpot {
            notes.append("AWS has no termination protection and no shutdown behaviour for Spot")
        }
        if !isEBS { notes.append("its root is an instance store: it is lost when it stops") }
        return [
            "tags": .object(Object(tags)),
            "protected": isSpot ? .null : protection ?? false,
            "shutdown": isSpot || !isEBS ? .null : behaviour ?? "stop",
            "volumes": volumes,
            "notes": .list(notes),
        ]
    }

    static func wanted(_ context: ActionContext, _ before: JSON) -> JSON {
        let volumes = (before["volumes"] ?? .null).entries.map { device, volume in
            (device, volume.setting(["deleted": false]))
        }
        return before.setting([
            "tags": context.request.parameters["tags"] ?? [:],
            "protected": before["protected"]?.bool == nil ? .null : true,
            "shutdown": before["shutdown"]?.string == nil ? .null : "stop",
            "volumes": .object(Object(volumes)),
        ])
    }

    /// Each for what differs; AWS takes one attribute a call.
    static func calls(_ context: ActionContext, from: JSON, to: JSON) -> [ActionCall] {
        var calls = tags(context, from["tags"] ?? [:], to["tags"] ?? [:])
        if let value = to["protected"]?.bool, from["protected"]?.bool != value {
            calls.append(attribute(context, "DisableApiTermination", ["Value": .bool(value)]))
        }
        if let value = to["shutdown"]?.string, from["shutdown"]?.string != value {
            calls.append(
                attribute(
                    context,
                    "InstanceInitiatedShutdownBehavior",
                    ["Value": .string(value)]
                )
            )
        }
        let devices = (to["volumes"] ?? .null).entries.compactMap { device, volume -> JSON? in
            let own = from["volumes"]?[device]
            guard own?["volume"] == volume["volume"], let kept = volume["deleted"],
                own?["deleted"] != kept
            else { return nil }
            return ["DeviceName": .string(device), "Ebs": ["DeleteOnTermination": kept]]
        }
        if !devices.isEmpty {
            calls.append(attribute(context, "BlockDeviceMappings", .array(devices)))
        }
        return calls
    }

    private static func tags(_ context: ActionContext, _ from: JSON, _ to: JSON) -> [ActionCall] {
        let set = to.entries.filter { !$0.value.isNull && from[$0.key] != $0.value }
        let gone = to.entries.filter { $0.value.isNull && from[$0.key]?.isNull == false }
            .map { (key: $0.key, value: from[$0.key] ?? .null) }
        return [("CreateTags", set), ("DeleteTags", gone)].compactMap { operation, tags in
            guard !tags.isEmpty else { return nil }
            let list = tags.map { tag -> JSON in ["Key": .string(tag.key), "Value": tag.value] }
            let input: Object = ["Resources": [.string(context.id)], "Tags": .array(list)]
            return ActionCall("ec2", operation, input, isRepeatable: true)
        }
    }

    private static func attribute(
        _ context: ActionContext,
        _ name: String,
        _ value: JSON
    ) -> ActionCall {
        ActionCall(
            "ec2",
            "ModifyInstanceAttribute",
            ["InstanceId": .string(context.id), name: value],
            isRepeatable: true
        )
    }
}

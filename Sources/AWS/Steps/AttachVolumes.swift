import Document
import Playbooks

extension Step {
    /// Sources: Amazon EC2 User Guide, "Device names for volumes on Amazon EC2 instances"; Amazon EC2 API
    /// Reference, "AttachVolume".
    static let attachVolumes = responding(
        .attachVolumes,
        inputs: [
            .init("instance", .text, required: true, "the instance's id"),
            .init("volumes", .list(.text), required: true, "the volumes' ids"),
        ],
        outputs: [.init("devices", .map(.text), "the device of each volume")],
        targets: { context in
            let volumes = context.texts("volumes")
            guard volumes.count <= devices.count else {
                let text = "\(volumes.count) volumes, and an instance takes \(devices.count) more"
                return .failed(text, isFinal: true)
            }
            return .found(
                zip(volumes, devices).map { volume, device in
                    let parameters: Object = [
                        "instance": .string(context.text("instance")), "device": .string(device),
                    ]
                    return context.asked("ec2.volume", volume, parameters)
                }
            )
        },
        answer: { _, changed in
            let found = changed.compactMap { one in
                one.request.parameters["device"].map { (one.request.target.name.id, $0) }
            }
            return ["devices": .object(Object(found))]
        }
    )
}

/// Those that AWS recommends for volumes beside the root.
private let devices = "fghijklmnop".map { "/dev/sd\($0)" }

extension Action {
    fileprivate static let attachVolumes = Action(
        "ec2.attach-volumes",
        title: "Attaches volumes to an instance, from /dev/sdf on",
        subject: .resources(["ec2.volume"]),
        parameters: [
            .init("instance", .text, required: true, "the instance's id"),
            .init("device", .text, required: true, "the device that the volume becomes"),
        ],
        asks: ["ec2.DescribeInstances", "ec2.DescribeVolumes"],
        sends: ["ec2.AttachVolume", "ec2.DetachVolume"],
        // By it the instance reads a volume that is encrypted.
        also: ["kms:CreateGrant"],
        undoing: "the volumes are detached",
        refuses: "a volume that is attached elsewhere or in another zone, a device that is taken",
        reads: { context, _ in
            [
                ActionRead(
                    "volume",
                    "ec2",
                    "DescribeVolumes",
                    ["VolumeIds": [.string(context.id)]],
                    items: "Volumes"
                ),
                ActionRead(
                    "instance",
                    "ec2",
                    "DescribeInstances",
                    ["InstanceIds": [.string(context.text("instance") ?? "")]],
                    items: "Reservations[].Instances[]"
                ),
            ]
        },
        image: { context, read in
            let volume = read["volume"]?.array?.first
            let instance = read["instance"]?.array?.first { isThere($0) }
            let taken = (instance?["BlockDeviceMappings"]?.array ?? [])
                .first { $0["DeviceName"]?.string == context.text("device") }
            let attachments = (volume?["Attachments"]?.array ?? [])
                .filter { !["detaching", "detached"].contains($0["State"]?.string ?? "") }
            return [
                "zone": volume?["AvailabilityZone"] ?? .null,
                "instance_zone": instance?["Placement"]?["AvailabilityZone"] ?? .null,
                "attached": .array(
                    attachments.map {
                        ["instance": $0["InstanceId"] ?? .null, "device": $0["Device"] ?? .null]
                    }
                ),
                "taken_by": taken?["Ebs"]?["VolumeId"] ?? .null,
            ]
        },
        plan: { context, before in
            let instance = context.text("instance") ?? ""
            guard let zone = before["zone"], !zone.isNull else {
                return .refused("the volume is gone")
            }
            guard let other = before["instance_zone"], !other.isNull else {
                return .refused("there is no instance \(instance)")
            }
            if let now = before["attached"]?.array?.first {
                return now["instance"]?.string == instance
                    ? .alreadyRight
                    : .refused("it is attached to \(now["instance"]?.string ?? "something else")")
            }
            guard zone == other else {
                return .refused("it is in \(zone.string ?? ""), the instance is not")
            }
            let device = context.text("device") ?? ""
            guard before["taken_by"]?.isNull != false else {
                return .refused("the instance has something else as \(device)")
            }
            let attachment: Object = [
                "instance": .string(instance), "device": .string(device),
            ]
            var after = before.object ?? Object()
            after["attached"] = [.object(attachment)]
            after["taken_by"] = .string(context.id)
            return .calls([call("AttachVolume", context, device)], after: .object(after))
        },
        undo: { context, _, after in
            guard let device = after["attached"]?.array?.first?["device"]?.string else { return [] }
            return [call("DetachVolume", context, device)]
        }
    )

    private static func call(
        _ operation: String,
        _ context: ActionContext,
        _ device: String
    ) -> ActionCall {
        ActionCall(
            "ec2",
            operation,
            [
                "VolumeId": .string(context.id), "Device": .string(device),
                "InstanceId": .string(context.text("instance") ?? ""),
            ]
        )
    }

    /// What was terminated is told for an hour more.
    private static func isThere(_ instance: JSON) -> Bool {
        !["shutting-down", "terminated"].contains(instance["State"]?["Name"]?.string ?? "")
    }
}

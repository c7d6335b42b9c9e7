import Document
import Playbooks

extension Step {
    /// Source: Amazon EC2 API Reference, "CreateSnapshots".
    static let takeSnapshots = responding(
        .takeSnapshots,
        inputs: [.init("instance", .text, required: true, "the instance's id")],
        outputs: [
            .init(
                "snapshots",
                .list(.any),
                "id, volume, device, encrypted, key, size_gib: one of each volume"
            )
        ],
        keeps: "the snapshots are evidence",
        targets: { .found([$0.asked("ec2.instance", $0.text("instance"))]) },
        answer: { _, changed in ["snapshots": changed.first?.after["snapshots"] ?? []] }
    )
}

extension Action {
    fileprivate static let takeSnapshots = Action(
        "ec2.take-snapshots",
        title: "Takes snapshots of all volumes of an instance at one moment",
        subject: .resources(["ec2.instance"]),
        asks: ["ec2.DescribeVolumes", "ec2.DescribeSnapshots"],
        sends: ["ec2.CreateSnapshots"],
        also: ["ec2:CreateTags"],
        undoing: "nothing: the snapshots are evidence",
        refuses: "an instance without EBS volumes: what is on instance store cannot be taken so",
        reads: { context, _ in
            let attached: JSON = [
                "Name": "attachment.instance-id", "Values": [.string(context.id)],
            ]
            return [
                ActionRead(
                    "volumes",
                    "ec2",
                    "DescribeVolumes",
                    ["Filters": [attached]],
                    items: "Volumes"
                ),
                ActionRead(
                    "snapshots",
                    "ec2",
                    "DescribeSnapshots",
                    ["OwnerIds": ["self"], "Filters": .array(RunMark(context).filters)],
                    items: "Snapshots"
                ),
            ]
        },
        image: { context, read in
            let volumes = (read["volumes"]?.array ?? []).sorted(by: "VolumeId")
            let snapshots = (read["snapshots"]?.array ?? []).sorted(by: "VolumeId")
            return [
                "volumes": .array(volumes.map { volume($0, context.id) }),
                // A set is made whole or not at all, and not a second time.
                "snapshots": .array(
                    snapshots.map { taken in
                        snapshot(
                            taken,
                            of: volumes.first { $0["VolumeId"] == taken["VolumeId"] },
                            context.id
                        )
                    }
                ),
                // More of them than fit leave those of the volumes out.
                JSON.aside: ["tags": .int(Int64(volumes.map(tags).max() ?? 0))],
            ]
        },
        plan: { context, before in
            if before["snapshots"]?.array?.isEmpty == false { return .alreadyRight }
            guard let volumes = before["volumes"]?.array, !volumes.isEmpty else {
                return .refused("it has no EBS volume, or is gone")
            }
            let mark = RunMark(context)
            var input: Object = [
                "InstanceSpecification": ["InstanceId": .string(context.id)],
                "Description": .string("Evidence of \(context.id)"),
                "TagSpecifications": [mark.specification("snapshot")],
            ]
            let tags = Int(before[JSON.aside]?["tags"]?.int ?? 0) + mark.tags.count
            if tags <= TagStore.limit { input["CopyTagsFromSource"] = "volume" }
            var after = before.object ?? Object()
            after["snapshots"] = .array(volumes.map(expected))
            return .calls([ActionCall("ec2", "CreateSnapshots", input)], after: .object(after))
        },
        undo: { _, _, _ in [] }
    )

    private static func tags(_ volume: JSON) -> Int { volume["Tags"]?.array?.count ?? 0 }

    private static func volume(_ volume: JSON, _ instance: String) -> JSON {
        [
            "id": volume["VolumeId"] ?? .null, "device": device(of: volume, instance),
            "encrypted": volume["Encrypted"] ?? false, "size_gib": volume["Size"] ?? .null,
        ]
    }

    private static func snapshot(_ taken: JSON, of volume: JSON?, _ instance: String) -> JSON {
        [
            "id": taken["SnapshotId"] ?? .null, "volume": taken["VolumeId"] ?? .null,
            "device": volume.map { device(of: $0, instance) } ?? .null,
            "encrypted": taken["Encrypted"] ?? false, "key": taken["KmsKeyId"] ?? .null,
            "size_gib": taken["VolumeSize"] ?? .null,
        ]
    }

    /// AWS gives the id.
    private static func expected(_ volume: JSON) -> JSON {
        [
            "volume": volume["id"] ?? .null, "device": volume["device"] ?? .null,
            "encrypted": volume["encrypted"] ?? false, "size_gib": volume["size_gib"] ?? .null,
        ]
    }

    private static func device(of volume: JSON, _ instance: String) -> JSON {
        let attachments = volume["Attachments"]?.array ?? []
        return attachments.first { $0["InstanceId"]?.string == instance }?["Device"] ?? .null
    }
}

extension [JSON] {
    /// AWS keeps no order of its own.
    func sorted(by member: String) -> [JSON] {
        sorted { ($0[member]?.string ?? "") < ($1[member]?.string ?? "") }
    }
}

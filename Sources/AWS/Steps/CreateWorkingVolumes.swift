import Document
import Playbooks

extension Step {
    /// What is looked at is a copy: the snapshot stays as it is.
    static let createWorkingVolumes = responding(
        .createWorkingVolumes,
        inputs: [
            .init("snapshots", .list(.text), required: true, "the snapshots' ids"),
            .init("zone", .text, required: true, "the availability zone of the volumes"),
        ],
        outputs: [.init("volumes", .list(.text), "their ids, in the order of the snapshots")],
        targets: { context in
            let parameters: Object = ["zone": .string(context.text("zone"))]
            // Each run makes its own of a snapshot.
            return .found(
                context.texts("snapshots").map {
                    context.asked("ec2.snapshot", $0, part: context.run.key, parameters)
                }
            )
        },
        answer: { _, changed in
            let ids = changed.compactMap { $0.after["volumes"]?.array?.first?["id"] }
            return ["volumes": .array(ids)]
        }
    )
}

extension Action {
    fileprivate static let createWorkingVolumes = Action(
        "ec2.create-working-volumes",
        title: "Makes a volume of each snapshot to work on; the snapshot stays the evidence",
        subject: .resources(["ec2.snapshot"]),
        parameters: [.init("zone", .text, required: true, "the availability zone of the volume")],
        asks: ["ec2.DescribeSnapshots", "ec2.DescribeVolumes"],
        sends: ["ec2.CreateVolume", "ec2.DeleteVolume"],
        also: ["ec2:CreateTags"] + EvidenceSnapshot.keyUse,
        undoing: "the volumes that it made are deleted, once they are attached to nothing",
        refuses: "a snapshot that is gone",
        reads: { context, _ in
            let id = JSON.string(context.id)
            let ofIt: JSON = ["Name": "snapshot-id", "Values": [id]]
            return [
                ActionRead(
                    "snapshot",
                    "ec2",
                    "DescribeSnapshots",
                    ["SnapshotIds": [id]],
                    items: "Snapshots"
                ),
                ActionRead(
                    "volumes",
                    "ec2",
                    "DescribeVolumes",
                    ["Filters": .array(RunMark(context).filters + [ofIt])],
                    items: "Volumes"
                ),
            ]
        },
        image: { _, read in
            let volumes = (read["volumes"]?.array ?? []).sorted(by: "VolumeId")
                .filter { !["deleting", "deleted"].contains($0["State"]?.string ?? "") }
            return [
                "snapshot": read["snapshot"]?.array?.first?["SnapshotId"] ?? .null,
                "volumes": .array(
                    volumes.map {
                        ["id": $0["VolumeId"] ?? .null, "zone": $0["AvailabilityZone"] ?? .null]
                    }
                ),
            ]
        },
        plan: { context, before in
            guard let snapshot = before["snapshot"], !snapshot.isNull else {
                return .refused("the snapshot is gone")
            }
            if before["volumes"]?.array?.isEmpty == false { return .alreadyRight }
            let zone = JSON.string(context.text("zone") ?? "")
            let mark = RunMark(context)
            let source: Object = ["ParapetWorkingCopyOf": snapshot]
            let call = ActionCall(
                "ec2",
                "CreateVolume",
                [
                    "SnapshotId": snapshot, "AvailabilityZone": zone, "VolumeType": "gp3",
                    "ClientToken": .string(mark.token(context.id)),
                    "TagSpecifications": [mark.specification("volume", source)],
                ]
            )
            return .calls([call], after: ["snapshot": snapshot, "volumes": [["zone": zone]]])
        },
        undo: { _, before, after in
            let there = (before["volumes"]?.array ?? []).compactMap { $0["id"] }
            return (after["volumes"]?.array ?? []).compactMap { $0["id"] }
                .filter { !there.contains($0) }
                .map { ActionCall("ec2", "DeleteVolume", ["VolumeId": $0]) }
        }
    )
}

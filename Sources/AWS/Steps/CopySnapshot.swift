import Document
import Playbooks

extension Step {
    /// What AWS's own key encrypts cannot be shared. Source: Amazon EBS User Guide, "Share an Amazon EBS
    /// snapshot with other AWS accounts".
    static let copySnapshot = responding(
        .copySnapshot,
        inputs: [
            .init("snapshot", .text, required: true, "the snapshot's id"),
            .init("key", .text, standard: "", "the KMS key of the copy: ARN, id or alias"),
        ],
        outputs: [.init("snapshot", .text, "the copy's id; where none is needed its own")],
        keeps: "a copy of evidence is evidence",
        targets: { context in
            let key = context.text("key")
            let parameters: Object = key.isEmpty ? [:] : ["key": .string(key)]
            return .found([context.asked("ec2.snapshot", context.text("snapshot"), parameters)])
        },
        answer: { context, changed in
            let copy = changed.first?.after["copies"]?.array?.first?["id"]
            return ["snapshot": copy ?? .string(context.text("snapshot"))]
        }
    )
}

extension Action {
    fileprivate static let copySnapshot = Action(
        "ec2.copy-snapshot",
        title: "Copies a snapshot under a key of the customer's, where it has another",
        subject: .resources(["ec2.snapshot"]),
        parameters: [.init("key", .text, "the KMS key of the copy: ARN, id or alias")],
        asks: EvidenceSnapshot.asks,
        sends: ["ec2.CopySnapshot"],
        also: ["ec2:CreateTags"] + EvidenceSnapshot.keyUse,
        undoing: "nothing: a copy of evidence is evidence",
        refuses: "a snapshot under AWS's own key where no other is named, and a key that is AWS's "
            + "own, is not there, or cannot be used",
        reads: { context, known in
            let copies = ActionRead(
                "copies",
                "ec2",
                "DescribeSnapshots",
                ["OwnerIds": ["self"], "Filters": .array(RunMark(context).filters)],
                items: "Snapshots"
            )
            let own = EvidenceSnapshot.reads(context, known) + [copies]
            guard let key = context.request.parameters["key"] else { return own }
            return own + [ActionRead("wanted", "kms", "DescribeKey", ["KeyId": key])]
        },
        image: { _, read in
            let copies = (read["copies"]?.array ?? []).sorted(by: "SnapshotId")
            let wanted = read["wanted"]?["KeyMetadata"]
            return [
                "snapshot": EvidenceSnapshot.image(read),
                "copies": .array(
                    copies.map {
                        ["id": $0["SnapshotId"] ?? .null, "key": $0["KmsKeyId"] ?? .null]
                    }
                ),
                "key": wanted.map {
                    [
                        "arn": $0["Arn"] ?? .null, "manager": $0["KeyManager"] ?? .null,
                        "state": $0["KeyState"] ?? .null,
                    ]
                } ?? .null,
            ]
        },
        plan: { context, before in
            guard let snapshot = before["snapshot"], !snapshot.isNull else {
                return .refused("the snapshot is gone")
            }
            if before["copies"]?.array?.isEmpty == false { return .alreadyRight }
            guard let asked = context.text("key") else {
                switch snapshot["default"] {
                case false?: return .alreadyRight
                case true?: return .refused("AWS's own key encrypts it: name another for the copy")
                default: return .refused("nobody knows the key that encrypts it")
                }
            }
            guard let key = before["key"], !key.isNull else {
                return .refused("there is no key '\(asked)' in \(context.request.region)")
            }
            if snapshot["key"] == key["arn"] { return .alreadyRight }
            guard key["manager"] == "CUSTOMER" else {
                return .refused("'\(asked)' is AWS's own key: what it encrypts cannot be shared")
            }
            guard key["state"] == "Enabled" else {
                return .refused("the key '\(asked)' is \(key["state"]?.string ?? "not usable")")
            }
            var after = before.object ?? Object()
            after["copies"] = [["key": key["arn"] ?? .null]]
            return .calls([copy(context, key)], after: .object(after))
        },
        undo: { _, _, _ in [] }
    )

    private static func copy(_ context: ActionContext, _ key: JSON) -> ActionCall {
        let mark = RunMark(context)
        let source: Object = ["ParapetCopyOf": .string(context.id)]
        return ActionCall(
            "ec2",
            "CopySnapshot",
            [
                "SourceRegion": .string(context.request.region),
                "SourceSnapshotId": .string(context.id),
                "Description": .string("Evidence: a copy of \(context.id)"),
                "Encrypted": true, "KmsKeyId": key["arn"] ?? "",
                "TagSpecifications": [mark.specification("snapshot", source)],
            ]
        )
    }
}

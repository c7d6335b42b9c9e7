import Document
import Playbooks

extension Step {
    /// Source: Amazon EBS User Guide, "Share an Amazon EBS snapshot with other AWS accounts".
    static let shareSnapshot = responding(
        .shareSnapshot,
        inputs: [
            .init("snapshot", .text, required: true, "the snapshot's id"),
            .init("with", .text, required: true, "the account's id", problem: noAccountID),
        ],
        outputs: [.init("snapshot", .text, "its id")],
        targets: { context in
            let account = context.text("with")
            return .found([
                context.asked(
                    "ec2.snapshot",
                    context.text("snapshot"),
                    part: account,
                    ["with": .string(account)]
                )
            ])
        },
        answer: { context, _ in ["snapshot": .string(context.text("snapshot"))] }
    )
}

/// What is wrong with an account's id; nil: nothing.
private let noAccountID: @Sendable (JSON) -> String? = { value in
    let text = value.string ?? ""
    let isID = text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) }
    return isID ? nil : "'\(text)' is no account id: it has twelve digits"
}

extension Action {
    fileprivate static let shareSnapshot = Action(
        "ec2.share-snapshot",
        title: "Lets another account make volumes of a snapshot",
        subject: .resources(["ec2.snapshot"]),
        parameters: [
            .init("with", .text, required: true, "the account's id", problem: noAccountID)
        ],
        asks: EvidenceSnapshot.asks + ["ec2.DescribeSnapshotAttribute"],
        sends: ["ec2.ModifySnapshotAttribute"],
        undoing: "the account is taken off again; others stay",
        refuses: "a snapshot that AWS's own key encrypts, and one whose key nobody knows",
        reads: { context, known in
            let input: Object = [
                "SnapshotId": .string(context.id), "Attribute": "createVolumePermission",
            ]
            return EvidenceSnapshot.reads(context, known) + [
                ActionRead("shares", "ec2", "DescribeSnapshotAttribute", input)
            ]
        },
        image: { _, read in
            let all = read["shares"]?["CreateVolumePermissions"]?.array ?? []
            return [
                "snapshot": EvidenceSnapshot.image(read),
                "accounts": .list(all.compactMap { $0["UserId"]?.string }.sorted()),
            ]
        },
        plan: { context, before in
            guard let snapshot = before["snapshot"], !snapshot.isNull else {
                return .refused("the snapshot is gone")
            }
            let account = context.text("with") ?? ""
            let accounts = before["accounts"]?.texts ?? []
            if accounts.contains(account) || snapshot["owner"]?.string == account {
                return .alreadyRight
            }
            switch snapshot["default"] {
            case false?: break
            case true?:
                return .refused("AWS's own key encrypts it: share a copy under another key")
            default: return .refused("nobody knows the key that encrypts it")
            }
            var after = before.object ?? Object()
            after["accounts"] = .list((accounts + [account]).sorted())
            return .calls([modify(context, "add")], after: .object(after))
        },
        undo: { context, _, _ in [modify(context, "remove")] }
    )

    private static func modify(_ context: ActionContext, _ operation: String) -> ActionCall {
        ActionCall(
            "ec2",
            "ModifySnapshotAttribute",
            [
                "SnapshotId": .string(context.id), "Attribute": "createVolumePermission",
                "OperationType": .string(operation),
                "UserIds": [.string(context.text("with") ?? "")],
            ]
        )
    }
}

import Document

extension Step {
    static let replaceProfile = responding(
        .replaceProfile,
        inputs: [
            .instance,
            .init(
                "profile",
                .text,
                standard: "",
                "the ARN of the instance profile that it gets; none where this is empty"
            ),
        ],
        outputs: [.init("former", .text, "the ARN of the profile that it had")],
        targets: { .instance($0, ["profile": .string($0.text("profile"))]) },
        answer: { _, changed in
            ["former": .string(changed.first?.before["profile"]?.string ?? "")]
        }
    )
}

extension Action {
    /// Source: Amazon EC2 API Reference, ReplaceIamInstanceProfileAssociation,
    /// DisassociateIamInstanceProfile, IamInstanceProfileAssociation.
    static let replaceProfile = Action(
        "ec2.replace-profile",
        title: "Gives the instance another instance profile, or none",
        subject: .resources(["ec2.instance"]),
        parameters: [.init("profile", .text, standard: "", "its ARN; none where it is empty")],
        asks: ["ec2.DescribeInstances", "ec2.DescribeIamInstanceProfileAssociations"],
        sends: [
            "ec2.AssociateIamInstanceProfile", "ec2.DisassociateIamInstanceProfile",
            "ec2.ReplaceIamInstanceProfileAssociation",
        ],
        also: ["iam:PassRole"],
        undoing: "the profile that it had is associated again",
        refuses: "an instance that is gone",
        reads: { context, _ in
            [
                .instance(context),
                .filtered(
                    "associations",
                    "DescribeIamInstanceProfileAssociations",
                    ["instance-id": [context.id], "state": ["associating", "associated"]],
                    items: "IamInstanceProfileAssociations"
                ),
            ]
        },
        image: { _, read in
            guard ReadInstance.document(read) != nil else { return ["gone": true] }
            let association = read["associations"]?.array?.first
            return [
                "profile": association?["IamInstanceProfile"]?["Arn"] ?? .null,
                "profile_association": association?["AssociationId"] ?? .null,
            ]
        },
        plan: { context, before in
            guard before["gone"] == nil else { return ReadInstance.gone }
            let text = context.text("profile") ?? ""
            let profile: JSON = text.isEmpty ? .null : .string(text)
            guard before["profile"] != profile else { return .alreadyRight }
            return .calls(
                [association(context, of: before, to: profile)],
                after: ["profile": profile]
            )
        },
        undo: { context, before, after in
            let profile = before["profile"] ?? .null
            guard after["gone"] == nil, after["profile"] != profile else { return [] }
            return [association(context, of: after, to: profile)]
        }
    ).whenGone(.nothing)

    private static func association(
        _ context: ActionContext,
        of image: JSON,
        to profile: JSON
    ) -> ActionCall {
        let id = image["profile_association"] ?? .null
        let wanted: JSON = ["Arn": profile]
        if profile.isNull {
            return ActionCall("ec2", "DisassociateIamInstanceProfile", ["AssociationId": id])
        }
        if id.isNull {
            return ActionCall(
                "ec2",
                "AssociateIamInstanceProfile",
                ["InstanceId": .string(context.id), "IamInstanceProfile": wanted]
            )
        }
        return ActionCall(
            "ec2",
            "ReplaceIamInstanceProfileAssociation",
            ["AssociationId": id, "IamInstanceProfile": wanted]
        )
    }
}

extension Collector {
    static let snapshot = Collector(
        Declaration(
            "ec2.snapshot",
            "EBS snapshot",
            service: "ec2",
            list: "DescribeSnapshots",
            ["OwnerIds": ["self"]],
            items: "Snapshots",
            id: "SnapshotId",
            one: .narrowed("SnapshotIds"),
            arn: .ownerless("snapshot/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("encrypted", .flag, "Encrypted", "whether its data are encrypted"),
                .init("volume", .text, "VolumeId", "what it was taken of"),
                .init("state", .text, "State", "pending, completed or error"),
                .init("created", .timestamp, "StartTime", "when it was begun"),
            ],
            attributes: [
                .init(
                    "sharing",
                    "DescribeSnapshotAttribute",
                    ["SnapshotId": "SnapshotId"],
                    constants: ["Attribute": "createVolumePermission"],
                    [
                        .init(
                            "shared_with",
                            .any,
                            "CreateVolumePermissions",
                            "who may make volumes of it: a Group of all, or UserIds"
                        )
                    ]
                )
            ]
        )
    )
}

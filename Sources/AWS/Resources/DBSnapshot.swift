extension Collector {
    static let dbSnapshot = Collector(
        Declaration(
            "rds.snapshot",
            "RDS snapshot",
            service: "rds",
            list: "DescribeDBSnapshots",
            items: "DBSnapshots",
            id: "DBSnapshotIdentifier",
            one: .narrowed("DBSnapshotIdentifier"),
            arn: .path("DBSnapshotArn"),
            name: "DBSnapshotIdentifier",
            tags: .listed("TagList"),
            fields: [
                .init("instance", .text, "DBInstanceIdentifier", "what it was taken of"),
                .init("encrypted", .flag, "Encrypted", "whether its data are encrypted"),
                .init("created", .timestamp, "SnapshotCreateTime", "when it was taken"),
                .init("kind", .text, "SnapshotType", "manual or automated"),
            ],
            attributes: [
                .init(
                    "sharing",
                    "DescribeDBSnapshotAttributes",
                    ["DBSnapshotIdentifier": "DBSnapshotIdentifier"],
                    [
                        .init(
                            "shared_with",
                            .any,
                            "DBSnapshotAttributesResult.DBSnapshotAttributes",
                            "who may restore it: AttributeName restore with all, or account ids"
                        )
                    ]
                )
            ]
        )
    )
}

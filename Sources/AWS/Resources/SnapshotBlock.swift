extension Collector {
    static let snapshotBlock = Collector(
        Declaration(
            "ec2.snapshot-block",
            "Block on public snapshots",
            service: "ec2",
            list: "GetSnapshotBlockPublicAccessState",
            items: "",
            fields: [
                .init("state", .text, "State", "block-all-sharing, block-new-sharing or unblocked")
            ]
        )
    )
}

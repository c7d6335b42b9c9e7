extension Collector {
    static let dbCluster = Collector(
        Declaration(
            "rds.cluster",
            "RDS cluster",
            service: "rds",
            list: "DescribeDBClusters",
            items: "DBClusters",
            id: "DBClusterIdentifier",
            one: .narrowed("DBClusterIdentifier"),
            arn: .path("DBClusterArn"),
            name: "DBClusterIdentifier",
            tags: .listed("TagList"),
            fields: [
                .init("engine", .text, "Engine", "such as aurora-postgresql"),
                .init("status", .text, "Status", "available and so on"),
                .init("encrypted", .flag, "StorageEncrypted", "whether its data are encrypted"),
                .init("backup_days", .int, "BackupRetentionPeriod", "days that backups are kept"),
                .init(
                    "deletion_protection",
                    .flag,
                    "DeletionProtection",
                    "whether it refuses to be deleted"
                ),
            ]
        )
    )
}

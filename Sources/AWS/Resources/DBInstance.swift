extension Collector {
    static let dbInstance = Collector(
        Declaration(
            "rds.instance",
            "RDS instance",
            service: "rds",
            list: "DescribeDBInstances",
            items: "DBInstances",
            id: "DBInstanceIdentifier",
            one: .narrowed("DBInstanceIdentifier"),
            arn: .path("DBInstanceArn"),
            name: "DBInstanceIdentifier",
            tags: .listed("TagList"),
            fields: [
                .init("engine", .text, "Engine", "such as postgres"),
                .init("engine_version", .text, "EngineVersion", "its version"),
                .init("status", .text, "DBInstanceStatus", "available and so on"),
                .init(
                    "public",
                    .flag,
                    "PubliclyAccessible",
                    "whether it has an address on the internet"
                ),
                .init("encrypted", .flag, "StorageEncrypted", "whether its data are encrypted"),
                .init("multi_az", .flag, "MultiAZ", "whether it stands in two places"),
                .init(
                    "auto_upgrade",
                    .flag,
                    "AutoMinorVersionUpgrade",
                    "whether it takes minor versions by itself"
                ),
                .init("backup_days", .int, "BackupRetentionPeriod", "days that backups are kept"),
                .init(
                    "deletion_protection",
                    .flag,
                    "DeletionProtection",
                    "whether it refuses to be deleted"
                ),
                .init(
                    "security_groups",
                    .list(.text),
                    "VpcSecurityGroups[].VpcSecurityGroupId",
                    "the groups that guard it"
                ),
                .init("cluster", .text, "DBClusterIdentifier", "the cluster it belongs to"),
            ]
        )
    )
}

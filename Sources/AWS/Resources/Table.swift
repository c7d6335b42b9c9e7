extension Collector {
    static let table = Collector(
        Declaration(
            "dynamodb.table",
            "DynamoDB table",
            service: "dynamodb",
            list: "ListTables",
            items: "TableNames",
            id: "Id",
            one: .known(by: "DescribeTable", ["TableName": .id]),
            arn: .form("table/{id}"),
            name: "Id",
            tags: .read(.init("tags", "ListTagsOfResource", ["ResourceArn": "@arn"], []), "Tags"),
            fields: [],
            attributes: [
                .init(
                    "table",
                    "DescribeTable",
                    ["TableName": "Id"],
                    [
                        .init("status", .text, "Table.TableStatus", "ACTIVE and so on"),
                        .init(
                            "key",
                            .text,
                            "Table.SSEDescription.KMSMasterKeyArn",
                            "the key that encrypts it, where not AWS own"
                        ),
                        .init(
                            "deletion_protection",
                            .flag,
                            "Table.DeletionProtectionEnabled",
                            "whether it refuses to be deleted"
                        ),
                    ]
                ),
                .init(
                    "backups",
                    "DescribeContinuousBackups",
                    ["TableName": "Id"],
                    [
                        .init(
                            "point_in_time_recovery",
                            .text,
                            "ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus",
                            "ENABLED or DISABLED"
                        )
                    ]
                ),
            ]
        )
    )
}

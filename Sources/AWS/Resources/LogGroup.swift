extension Collector {
    static let logGroup = Collector(
        Declaration(
            "logs.log-group",
            "Log group",
            service: "logs",
            list: "DescribeLogGroups",
            items: "logGroups",
            id: "logGroupName",
            one: .narrowed("logGroupNamePrefix"),
            arn: .path("arn"),
            name: "logGroupName",
            fields: [
                .init("retention_days", .int, "retentionInDays", "missing: for ever"),
                .init("key", .text, "kmsKeyId", "the key that encrypts it"),
            ]
        )
    )
}

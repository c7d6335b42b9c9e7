extension Collector {
    static let recorder = Collector(
        Declaration(
            "config.recorder",
            "AWS Config recorder",
            service: "config",
            list: "DescribeConfigurationRecorders",
            items: "ConfigurationRecorders",
            id: "name",
            one: .narrowed("ConfigurationRecorderNames"),
            name: "name",
            fields: [
                .init(
                    "all_supported",
                    .flag,
                    "recordingGroup.allSupported",
                    "whether it records every type"
                ),
                .init(
                    "global_types",
                    .flag,
                    "recordingGroup.includeGlobalResourceTypes",
                    "whether it records IAM"
                ),
                .init("role", .text, "roleARN", "the role it reads with"),
            ],
            attributes: [
                .init(
                    "status",
                    "DescribeConfigurationRecorderStatus",
                    ["ConfigurationRecorderNames": "name"],
                    [
                        .init(
                            "recording",
                            .any,
                            "ConfigurationRecordersStatus[0].recording",
                            "whether it records at present"
                        ),
                        .init(
                            "last_status",
                            .any,
                            "ConfigurationRecordersStatus[0].lastStatus",
                            "Success, Failure, Pending or NotApplicable"
                        ),
                    ]
                )
            ]
        ),
        facts: Recording.facts
    )
}

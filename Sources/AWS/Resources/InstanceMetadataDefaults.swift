extension Collector {
    static let instanceMetadataDefaults = Collector(
        Declaration(
            "ec2.instance-metadata-defaults",
            "Instance metadata defaults",
            service: "ec2",
            list: "GetInstanceMetadataDefaults",
            items: "AccountLevel",
            fields: [
                .init(
                    "tokens",
                    .text,
                    "HttpTokens",
                    "required where new instances answer IMDSv2 only"
                ),
                .init("hop_limit", .int, "HttpPutResponseHopLimit", "how far an answer goes"),
            ]
        )
    )
}

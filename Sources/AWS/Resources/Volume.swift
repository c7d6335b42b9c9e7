extension Collector {
    static let volume = Collector(
        Declaration(
            "ec2.volume",
            "EBS volume",
            service: "ec2",
            list: "DescribeVolumes",
            items: "Volumes",
            id: "VolumeId",
            one: .narrowed("VolumeIds"),
            arn: .form("volume/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("encrypted", .flag, "Encrypted", "whether its data are encrypted"),
                .init("key", .text, "KmsKeyId", "the key that encrypts it"),
                .init("state", .text, "State", "available, in-use and so on"),
                .init("size_gib", .int, "Size", "GiB"),
                .init("created", .timestamp, "CreateTime", "when it was made"),
                .init(
                    "instances",
                    .list(.text),
                    "Attachments[].InstanceId",
                    "the instances it is attached to"
                ),
            ]
        )
    )
}

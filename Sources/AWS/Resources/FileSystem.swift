extension Collector {
    static let fileSystem = Collector(
        Declaration(
            "efs.file-system",
            "EFS file system",
            service: "efs",
            list: "DescribeFileSystems",
            items: "FileSystems",
            id: "FileSystemId",
            one: .narrowed("FileSystemId"),
            arn: .path("FileSystemArn"),
            name: "Name",
            tags: .listed("Tags"),
            fields: [
                .init("encrypted", .flag, "Encrypted", "whether its data are encrypted"),
                .init("key", .text, "KmsKeyId", "the key that encrypts it"),
                .init("state", .text, "LifeCycleState", "available and so on"),
            ],
            attributes: [
                .init(
                    "policy",
                    "DescribeFileSystemPolicy",
                    ["FileSystemId": "FileSystemId"],
                    [
                        .init(
                            "policy",
                            .any,
                            "Policy",
                            "who may do what with it; missing where it has none",
                            isText: true
                        )
                    ]
                )
            ]
        ),
        facts: PolicyExposure.facts(.fileSystem),
        elements: [PolicyExposure.element]
    )
}

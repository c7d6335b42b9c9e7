extension Collector {
    static let repository = Collector(
        Declaration(
            "ecr.repository",
            "ECR repository",
            service: "ecr",
            list: "DescribeRepositories",
            items: "repositories",
            id: "repositoryName",
            one: .narrowed("repositoryNames"),
            arn: .path("repositoryArn"),
            name: "repositoryName",
            tags: .read(
                .init("tags", "ListTagsForResource", ["resourceArn": "repositoryArn"], []),
                "tags"
            ),
            fields: [
                .init(
                    "scan_on_push",
                    .flag,
                    "imageScanningConfiguration.scanOnPush",
                    "whether images are scanned as they come"
                ),
                .init(
                    "tag_mutability",
                    .text,
                    "imageTagMutability",
                    "IMMUTABLE where a tag keeps its image"
                ),
                .init(
                    "encryption",
                    .text,
                    "encryptionConfiguration.encryptionType",
                    "AES256 or KMS"
                ),
                .init("created", .timestamp, "createdAt", "when it was made"),
            ],
            attributes: [
                .init(
                    "policy",
                    "GetRepositoryPolicy",
                    ["repositoryName": "repositoryName"],
                    [
                        .init(
                            "policy",
                            .any,
                            "policyText",
                            "who may do what with it; missing where it has none",
                            isText: true
                        )
                    ]
                )
            ]
        ),
        facts: PolicyExposure.facts(.repository),
        elements: [PolicyExposure.element]
    )
}

extension Collector {
    static let secret = Collector(
        Declaration(
            "secretsmanager.secret",
            "Secret",
            service: "secretsmanager",
            list: "ListSecrets",
            items: "SecretList",
            id: "ARN",
            one: .listing("AWS tells of one secret also while it is being deleted"),
            arn: .path("ARN"),
            name: "Name",
            tags: .listed("Tags"),
            fields: [
                .init("rotates", .flag, "RotationEnabled", "whether it changes by itself"),
                .init("rotated", .timestamp, "LastRotatedDate", "when it last did"),
                .init("accessed", .timestamp, "LastAccessedDate", "the day it was last read"),
                .init("key", .text, "KmsKeyId", "the key that encrypts it"),
            ],
            attributes: [
                .init(
                    "policy",
                    "GetResourcePolicy",
                    ["SecretId": "ARN"],
                    [
                        .init(
                            "policy",
                            .any,
                            "ResourcePolicy",
                            "who may do what with it; missing where it has none",
                            isText: true
                        )
                    ]
                )
            ]
        ),
        facts: PolicyExposure.facts(.secret),
        elements: [PolicyExposure.element]
    )
}

extension Collector {
    static let encryptionKey = Collector(
        Declaration(
            "kms.key",
            "KMS key",
            service: "kms",
            list: "ListKeys",
            items: "Keys",
            id: "KeyId",
            one: .call(
                "DescribeKey",
                ["KeyId": .id],
                item: "KeyMetadata",
                renamed: ["KeyArn": "KeyMetadata.Arn"]
            ),
            arn: .path("KeyArn"),
            tags: .read(.init("tags", "ListResourceTags", ["KeyId": "KeyId"], []), "Tags"),
            fields: [],
            attributes: [
                .init(
                    "key",
                    "DescribeKey",
                    ["KeyId": "KeyId"],
                    [
                        .init(
                            "state",
                            .text,
                            "KeyMetadata.KeyState",
                            "Enabled, Disabled, PendingDeletion and so on"
                        ), .init("manager", .text, "KeyMetadata.KeyManager", "AWS or CUSTOMER"),
                        .init("spec", .text, "KeyMetadata.KeySpec", "SYMMETRIC_DEFAULT and so on"),
                        .init(
                            "created",
                            .timestamp,
                            "KeyMetadata.CreationDate",
                            "when it was made"
                        ),
                        .init(
                            "deletion",
                            .timestamp,
                            "KeyMetadata.DeletionDate",
                            "when it will be deleted"
                        ),
                    ]
                ),
                .init(
                    "rotation",
                    "GetKeyRotationStatus",
                    ["KeyId": "KeyId"],
                    [.init("rotates", .flag, "KeyRotationEnabled", "whether it changes every year")]
                ),
                .init(
                    "policy",
                    "GetKeyPolicy",
                    ["KeyId": "KeyId"],
                    constants: ["PolicyName": "default"],
                    [.init("policy", .any, "Policy", "who may do what with it", isText: true)]
                ),
            ]
        ),
        facts: PolicyExposure.facts(.key),
        elements: [PolicyExposure.element]
    )
}

extension Collector {
    static let messageQueue = Collector(
        Declaration(
            "sqs.queue",
            "SQS queue",
            service: "sqs",
            list: "ListQueues",
            items: "QueueUrls",
            id: "Id",
            one: .known(
                by: "GetQueueAttributes",
                ["QueueUrl": .id],
                constants: ["AttributeNames": ["All"]]
            ),
            tags: .read(.init("tags", "ListQueueTags", ["QueueUrl": "Id"], []), "Tags"),
            fields: [],
            attributes: [
                .init(
                    "attributes",
                    "GetQueueAttributes",
                    ["QueueUrl": "Id"],
                    constants: ["AttributeNames": ["All"]],
                    [
                        .init(
                            "policy",
                            .any,
                            "Attributes.Policy",
                            "who may do what with it",
                            isText: true
                        ),
                        .init(
                            "key",
                            .text,
                            "Attributes.KmsMasterKeyId",
                            "the key that encrypts it"
                        ),
                        .init(
                            "managed_encryption",
                            .text,
                            "Attributes.SqsManagedSseEnabled",
                            "true where SQS encrypts it"
                        ),
                    ]
                )
            ]
        ),
        facts: PolicyExposure.facts(.queue),
        elements: [PolicyExposure.element]
    )
}

extension Collector {
    static let topic = Collector(
        Declaration(
            "sns.topic",
            "SNS topic",
            service: "sns",
            list: "ListTopics",
            items: "Topics",
            id: "TopicArn",
            one: .call("GetTopicAttributes", ["TopicArn": .id], item: "Attributes"),
            arn: .path("TopicArn"),
            tags: .read(
                .init("tags", "ListTagsForResource", ["ResourceArn": "TopicArn"], []),
                "Tags"
            ),
            fields: [],
            attributes: [
                .init(
                    "attributes",
                    "GetTopicAttributes",
                    ["TopicArn": "TopicArn"],
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
                    ]
                )
            ]
        ),
        facts: PolicyExposure.facts(.topic),
        elements: [PolicyExposure.element]
    )
}

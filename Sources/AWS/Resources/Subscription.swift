extension Collector {
    static let subscription = Collector(
        Declaration(
            "sns.subscription",
            "SNS subscription",
            service: "sns",
            list: "ListSubscriptions",
            items: "Subscriptions",
            id: "TopicArn",
            "Protocol",
            "Endpoint",
            one: .narrowed(by: "ListSubscriptionsByTopic", ["TopicArn": .beforeFirstSlash]),
            fields: [
                .init("topic", .text, "TopicArn", "what it listens to"),
                .init("protocol", .text, "Protocol", "email, https, sqs and so on"),
                .init("endpoint", .text, "Endpoint", "where it sends"),
                .init("arn_or_state", .text, "SubscriptionArn", "its ARN, or PendingConfirmation"),
            ]
        )
    )
}

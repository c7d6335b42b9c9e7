extension Collector {
    static let securityStandard = Collector(
        Declaration(
            "securityhub.standard",
            "Security Hub standard that is on",
            service: "securityhub",
            list: "GetEnabledStandards",
            items: "StandardsSubscriptions",
            id: "StandardsArn",
            one: .listing("AWS asks for the subscription instead of the standard"),
            arn: .path("StandardsSubscriptionArn"),
            fields: [
                .init("status", .text, "StandardsStatus", "READY and so on"),
                .init("subscription", .text, "StandardsSubscriptionArn", "its subscription"),
            ]
        )
    )
}

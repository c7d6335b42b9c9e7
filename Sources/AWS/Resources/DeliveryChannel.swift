extension Collector {
    static let deliveryChannel = Collector(
        Declaration(
            "config.delivery-channel",
            "AWS Config delivery channel",
            service: "config",
            list: "DescribeDeliveryChannels",
            items: "DeliveryChannels",
            id: "name",
            one: .narrowed("DeliveryChannelNames"),
            name: "name",
            fields: [
                .init("bucket", .text, "s3BucketName", "where it writes"),
                .init("topic", .text, "snsTopicARN", "whom it tells"),
            ]
        )
    )
}

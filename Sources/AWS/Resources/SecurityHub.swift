extension Collector {
    static let securityHub = Collector(
        Declaration(
            "securityhub.hub",
            "Security Hub",
            service: "securityhub",
            list: "DescribeHub",
            items: "",
            fields: [
                .init("subscribed", .text, "SubscribedAt", "since when"),
                .init(
                    "auto_enable",
                    .flag,
                    "AutoEnableControls",
                    "whether new controls come on by themselves"
                ),
            ]
        )
    )
}

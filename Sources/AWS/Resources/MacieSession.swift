extension Collector {
    static let macieSession = Collector(
        Declaration(
            "macie2.session",
            "Amazon Macie",
            service: "macie2",
            list: "GetMacieSession",
            items: "",
            fields: [
                .init("status", .text, "status", "ENABLED or PAUSED"),
                .init("since", .timestamp, "createdAt", "since when"),
                .init("frequency", .text, "findingPublishingFrequency", "how often it tells"),
            ]
        )
    )
}

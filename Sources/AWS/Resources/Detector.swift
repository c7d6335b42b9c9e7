extension Collector {
    static let detector = Collector(
        Declaration(
            "guardduty.detector",
            "GuardDuty detector",
            service: "guardduty",
            list: "ListDetectors",
            items: "DetectorIds",
            id: "Id",
            one: .known(by: "GetDetector", ["DetectorId": .id]),
            fields: [],
            attributes: [
                .init(
                    "detector",
                    "GetDetector",
                    ["DetectorId": "Id"],
                    [
                        .init("status", .text, "Status", "ENABLED or DISABLED"),
                        .init("features", .any, "Features", "what it looks at"),
                        .init(
                            "frequency",
                            .text,
                            "FindingPublishingFrequency",
                            "how often it tells"
                        ),
                    ]
                )
            ]
        )
    )
}

extension Collector {
    static let analyzer = Collector(
        Declaration(
            "accessanalyzer.analyzer",
            "Access Analyzer",
            service: "accessanalyzer",
            list: "ListAnalyzers",
            items: "analyzers",
            id: "name",
            one: .call("GetAnalyzer", ["analyzerName": .id], item: "analyzer"),
            arn: .path("arn"),
            name: "name",
            tags: .object("tags"),
            fields: [
                .init("kind", .text, "type", "ACCOUNT, ORGANIZATION and so on"),
                .init("status", .text, "status", "ACTIVE or not"),
            ]
        )
    )
}

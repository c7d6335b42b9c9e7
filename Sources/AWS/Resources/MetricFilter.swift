extension Collector {
    static let metricFilter = Collector(
        Declaration(
            "logs.metric-filter",
            "Metric filter",
            service: "logs",
            list: "DescribeMetricFilters",
            items: "metricFilters",
            id: "logGroupName",
            "filterName",
            one: .narrowed([
                "logGroupName": .beforeLastSlash, "filterNamePrefix": .afterLastSlash,
            ]),
            name: "filterName",
            fields: [
                .init("log_group", .text, "logGroupName", "what it reads"),
                .init("pattern", .text, "filterPattern", "what it looks for"),
                .init(
                    "metrics",
                    .list(.text),
                    "metricTransformations[].metricName",
                    "the metrics it feeds"
                ),
                .init(
                    "namespaces",
                    .list(.text),
                    "metricTransformations[].metricNamespace",
                    "where these metrics are, in the same order"
                ),
            ]
        )
    )
}

extension Collector {
    static let alarm = Collector(
        Declaration(
            "cloudwatch.alarm",
            "CloudWatch alarm",
            service: "cloudwatch",
            list: "DescribeAlarms",
            items: "MetricAlarms",
            id: "AlarmName",
            one: .narrowed("AlarmNames"),
            arn: .path("AlarmArn"),
            name: "AlarmName",
            fields: [
                .init("metric", .text, "MetricName", "what it watches"),
                .init("namespace", .text, "Namespace", "where the metric is"),
                .init("statistic", .text, "Statistic", "what it makes of a period's values"),
                .init("period", .int, "Period", "how long a period is, in seconds"),
                .init("threshold", .double, "Threshold", "what it compares with"),
                .init("comparison", .text, "ComparisonOperator", "how it compares"),
                .init(
                    "queries",
                    .any,
                    "Metrics",
                    "the metrics and expressions of an alarm on metric math"
                ),
                .init("enabled", .flag, "ActionsEnabled", "whether it tells anybody"),
                .init("actions", .list(.text), "AlarmActions", "whom it tells"),
                .init("state", .text, "StateValue", "OK, ALARM or INSUFFICIENT_DATA"),
            ]
        )
    )
}

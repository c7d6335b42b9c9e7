extension Collector {
    static let compositeAlarm = Collector(
        Declaration(
            "cloudwatch.composite-alarm",
            "CloudWatch composite alarm",
            service: "cloudwatch",
            list: "DescribeAlarms",
            ["AlarmTypes": ["CompositeAlarm"]],
            items: "CompositeAlarms",
            id: "AlarmName",
            one: .narrowed("AlarmNames"),
            arn: .path("AlarmArn"),
            name: "AlarmName",
            fields: [
                .init("rule", .text, "AlarmRule", "in which states of other alarms it rings"),
                .init("enabled", .flag, "ActionsEnabled", "whether it tells anybody"),
                .init("actions", .list(.text), "AlarmActions", "whom it tells"),
                .init(
                    "suppressor",
                    .text,
                    "ActionsSuppressor",
                    "the alarm that keeps it from telling anybody while it rings"
                ),
                .init("state", .text, "StateValue", "OK, ALARM or INSUFFICIENT_DATA"),
            ]
        )
    )
}

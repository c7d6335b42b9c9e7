extension Collector {
    static let flowLog = Collector(
        Declaration(
            "ec2.flow-log",
            "Flow log",
            service: "ec2",
            list: "DescribeFlowLogs",
            items: "FlowLogs",
            id: "FlowLogId",
            one: .narrowed("FlowLogIds"),
            arn: .form("vpc-flow-log/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("resource", .text, "ResourceId", "what it watches"),
                .init("status", .text, "FlowLogStatus", "ACTIVE or not"),
                .init("traffic", .text, "TrafficType", "ACCEPT, REJECT or ALL"),
                .init("destination", .text, "LogDestination", "where it writes"),
            ]
        )
    )
}

extension Collector {
    static let routeTable = Collector(
        Declaration(
            "ec2.route-table",
            "Route table",
            service: "ec2",
            list: "DescribeRouteTables",
            items: "RouteTables",
            id: "RouteTableId",
            one: .narrowed("RouteTableIds"),
            arn: .form("route-table/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init("routes", .any, "Routes", "its routes, as AWS gives them"),
                .init(
                    "subnets",
                    .list(.text),
                    "Associations[].SubnetId",
                    "the subnets that use it"
                ),
            ]
        )
    )
}

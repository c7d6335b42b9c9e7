extension Collector {
    static let loadBalancer = Collector(
        Declaration(
            "elbv2.load-balancer",
            "Load balancer",
            service: "elbv2",
            list: "DescribeLoadBalancers",
            items: "LoadBalancers",
            id: "LoadBalancerArn",
            one: .narrowed("LoadBalancerArns"),
            arn: .path("LoadBalancerArn"),
            name: "LoadBalancerName",
            tags: .read(
                .init("tags", "DescribeTags", ["ResourceArns": "LoadBalancerArn"], []),
                "TagDescriptions[0].Tags"
            ),
            fields: [
                .init("kind", .text, "Type", "application, network or gateway"),
                .init("scheme", .text, "Scheme", "internet-facing or internal"),
                .init("dns", .text, "DNSName", "its name in DNS"),
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init(
                    "security_groups",
                    .list(.text),
                    "SecurityGroups",
                    "the groups that guard it"
                ),
            ],
            attributes: [
                .init(
                    "attributes",
                    "DescribeLoadBalancerAttributes",
                    ["LoadBalancerArn": "LoadBalancerArn"],
                    [
                        .init(
                            "attributes",
                            .any,
                            "Attributes",
                            "its settings, a list of keys and values"
                        )
                    ]
                ),
                .init(
                    "listeners",
                    "DescribeListeners",
                    ["LoadBalancerArn": "LoadBalancerArn"],
                    [
                        .init("listeners", .any, "Listeners", "its listeners, as AWS gives them"),
                        .init("protocols", .list(.text), "Listeners[].Protocol", "what it speaks"),
                    ]
                ),
            ]
        )
    )
}

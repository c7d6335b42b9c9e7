extension Collector {
    static let classicLoadBalancer = Collector(
        Declaration(
            "elb.load-balancer",
            "Classic load balancer",
            service: "elb",
            list: "DescribeLoadBalancers",
            items: "LoadBalancerDescriptions",
            id: "LoadBalancerName",
            one: .narrowed("LoadBalancerNames"),
            name: "LoadBalancerName",
            tags: .read(
                .init("tags", "DescribeTags", ["LoadBalancerNames": "LoadBalancerName"], []),
                "TagDescriptions[0].Tags"
            ),
            fields: [
                .init("scheme", .text, "Scheme", "internet-facing or internal"),
                .init("dns", .text, "DNSName", "its name in DNS"),
                .init("vpc", .text, "VPCId", "the VPC it is in"),
                .init(
                    "security_groups",
                    .list(.text),
                    "SecurityGroups",
                    "the groups that guard it"
                ),
                .init(
                    "protocols",
                    .list(.text),
                    "ListenerDescriptions[].Listener.Protocol",
                    "what it speaks"
                ),
            ],
            attributes: [
                .init(
                    "attributes",
                    "DescribeLoadBalancerAttributes",
                    ["LoadBalancerName": "LoadBalancerName"],
                    [
                        .init(
                            "access_log",
                            .flag,
                            "LoadBalancerAttributes.AccessLog.Enabled",
                            "whether it writes an access log"
                        )
                    ]
                )
            ]
        )
    )
}

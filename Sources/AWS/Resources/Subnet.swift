extension Collector {
    static let subnet = Collector(
        Declaration(
            "ec2.subnet",
            "Subnet",
            service: "ec2",
            list: "DescribeSubnets",
            items: "Subnets",
            id: "SubnetId",
            one: .narrowed("SubnetIds"),
            arn: .path("SubnetArn"),
            tags: .listed("Tags"),
            fields: [
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init("network", .text, "CidrBlock", "its IPv4 range"),
                .init(
                    "public_ip_on_launch",
                    .flag,
                    "MapPublicIpOnLaunch",
                    "whether instances get an address on the internet"
                ),
                .init("zone", .text, "AvailabilityZone", "where it is"),
            ]
        )
    )
}

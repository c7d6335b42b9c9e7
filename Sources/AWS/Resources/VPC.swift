extension Collector {
    static let vpc = Collector(
        Declaration(
            "ec2.vpc",
            "VPC",
            service: "ec2",
            list: "DescribeVpcs",
            items: "Vpcs",
            id: "VpcId",
            one: .narrowed("VpcIds"),
            arn: .form("vpc/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("default", .flag, "IsDefault", "whether AWS made it"),
                .init(
                    "networks",
                    .list(.text),
                    "CidrBlockAssociationSet[].CidrBlock",
                    "its IPv4 ranges"
                ),
                .init(
                    "ipv6_networks",
                    .list(.text),
                    "Ipv6CidrBlockAssociationSet[].Ipv6CidrBlock",
                    "its IPv6 ranges"
                ),
            ]
        )
    )
}

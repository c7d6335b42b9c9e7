extension Collector {
    static let networkInterface = Collector(
        Declaration(
            "ec2.network-interface",
            "Network interface",
            service: "ec2",
            list: "DescribeNetworkInterfaces",
            items: "NetworkInterfaces",
            id: "NetworkInterfaceId",
            one: .narrowed("NetworkInterfaceIds"),
            arn: .form("network-interface/{id}"),
            tags: .listed("TagSet"),
            fields: [
                .init("kind", .text, "InterfaceType", "interface, nat_gateway, lambda and so on"),
                .init("status", .text, "Status", "available or in-use"),
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init("subnet", .text, "SubnetId", "the subnet it is in"),
                .init("public_ip", .text, "Association.PublicIp", "its address on the internet"),
                .init(
                    "security_groups",
                    .list(.text),
                    "Groups[].GroupId",
                    "the groups that guard it"
                ),
                .init("instance", .text, "Attachment.InstanceId", "the instance it is attached to"),
            ]
        )
    )
}

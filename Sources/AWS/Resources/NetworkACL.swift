extension Collector {
    static let networkACL = Collector(
        Declaration(
            "ec2.network-acl",
            "Network ACL",
            service: "ec2",
            list: "DescribeNetworkAcls",
            items: "NetworkAcls",
            id: "NetworkAclId",
            one: .narrowed("NetworkAclIds"),
            arn: .form("network-acl/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init("default", .flag, "IsDefault", "whether AWS made it"),
                .init("entries", .any, "Entries", "its rules, as AWS gives them"),
                .init("subnets", .list(.text), "Associations[].SubnetId", "the subnets it guards"),
            ]
        )
    )
}

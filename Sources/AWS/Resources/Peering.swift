extension Collector {
    static let peering = Collector(
        Declaration(
            "ec2.vpc-peering",
            "VPC peering connection",
            service: "ec2",
            list: "DescribeVpcPeeringConnections",
            items: "VpcPeeringConnections",
            id: "VpcPeeringConnectionId",
            arn: .form("vpc-peering-connection/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("status", .text, "Status.Code", "active, pending-acceptance and so on"),
                .init("requester", .text, "RequesterVpcInfo.OwnerId", "the account that asked"),
                .init("requester_vpc", .text, "RequesterVpcInfo.VpcId", "its VPC"),
                .init("accepter", .text, "AccepterVpcInfo.OwnerId", "the account that was asked"),
                .init("accepter_vpc", .text, "AccepterVpcInfo.VpcId", "its VPC"),
            ]
        )
    )
}

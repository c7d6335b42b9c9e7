extension Collector {
    static let address = Collector(
        Declaration(
            "ec2.address",
            "Elastic IP address",
            service: "ec2",
            list: "DescribeAddresses",
            items: "Addresses",
            id: "AllocationId",
            one: .narrowed("AllocationIds"),
            arn: .form("elastic-ip/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init("public_ip", .text, "PublicIp", "the address"),
                .init("association", .text, "AssociationId", "missing where it is not used"),
                .init("instance", .text, "InstanceId", "the instance that has it"),
            ]
        )
    )
}

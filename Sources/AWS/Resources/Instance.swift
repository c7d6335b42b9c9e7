extension Collector {
    static let instance = Collector(
        Declaration(
            "ec2.instance",
            "EC2 instance",
            service: "ec2",
            list: "DescribeInstances",
            items: "Reservations[].Instances[]",
            id: "InstanceId",
            one: .narrowed("InstanceIds"),
            arn: .form("instance/{id}"),
            tags: .listed("Tags"),
            fields: [
                .init(
                    "state",
                    .text,
                    "State.Name",
                    "pending, running, stopping, stopped, shutting-down or terminated"
                ),
                .init("type", .text, "InstanceType", "such as m7g.large"),
                .init("image", .text, "ImageId", "what it was started from"),
                .init("launched", .timestamp, "LaunchTime", "when it was last started"),
                .init("vpc", .text, "VpcId", "the VPC it is in"),
                .init("subnet", .text, "SubnetId", "the subnet it is in"),
                .init("public_ip", .text, "PublicIpAddress", "its address on the internet"),
                .init("private_ip", .text, "PrivateIpAddress", "its address inside"),
                .init(
                    "security_groups",
                    .list(.text),
                    "SecurityGroups[].GroupId",
                    "the groups that guard it"
                ),
                .init("profile", .text, "IamInstanceProfile.Arn", "its instance profile"),
                .init(
                    "metadata_tokens",
                    .text,
                    "MetadataOptions.HttpTokens",
                    "required where only IMDSv2 answers"
                ),
                .init("monitoring", .text, "Monitoring.State", "enabled where monitored in detail"),
            ]
        )
    )
}

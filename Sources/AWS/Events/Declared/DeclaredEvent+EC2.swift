extension DeclaredEvent {
    /// Old calls take lists under names of their own: `instancesSet.items[].instanceId`.
    /// Source: CloudTrail User Guide, "Understanding CloudTrail events", and records.
    static let ec2: [String: [DeclaredEvent]] = [
        "ec2.security-group": events(
            ["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"],
            // Of the default VPC a group may be named without its id.
            .request("GroupName", .naming("group_name"))
        )
            + events(["CreateDefaultVpc", "CreateVpc"], .response("Vpc.VpcId", .naming("vpc")))
            // What is in a prefix list opens the groups that name it, and they have no event.
            + events(
                ["ModifyManagedPrefixList", "RestoreManagedPrefixListVersion"],
                .request("PrefixListId", .naming("ingress[].source")),
                .request("PrefixListId", .naming("egress[].destination"))
            )
            + tagging("sg-"),
        "ec2.instance": events(["AssociateAddress"], .request("InstanceId"))
            + tagging("i-"),
        "ec2.network-interface": events(
            ["RunInstances"],
            .response("Instances[].NetworkInterfaces[].NetworkInterfaceId")
        )
            + tagging("eni-"),
        "ec2.volume": tagging("vol-"), "ec2.snapshot": tagging("snap-"),
        "ec2.image": tagging("ami-"), "ec2.subnet": tagging("subnet-"),
        "ec2.vpc": tagging("vpc-"), "ec2.network-acl": tagging("acl-"),
        "ec2.route-table": events(
            ["CreateRoute", "ReplaceRoute", "DeleteRoute"],
            .request("RouteTableId")
        )
            + tagging("rtb-"), "ec2.flow-log": tagging("fl-"),
        "ec2.vpc-peering": tagging("pcx-"), "ec2.address": tagging("eipalloc-"),
    ]

    private static func tagging(_ prefix: String) -> [DeclaredEvent] {
        events(
            ["CreateTags", "DeleteTags"],
            .written("requestParameters.resourcesSet.resourceId", prefix: prefix)
        )
    }

    /// What a region of an account has one of.
    static let ec2Settings: [String: [DeclaredEvent]] = [
        "ec2.ebs-defaults": events(
            [
                "EnableEbsEncryptionByDefault", "DisableEbsEncryptionByDefault",
                "ModifyEbsDefaultKmsKeyId", "ResetEbsDefaultKmsKeyId",
            ],
            .single
        ),
        "ec2.instance-metadata-defaults": events(["ModifyInstanceMetadataDefaults"], .single),
        "ec2.snapshot-block": events(
            ["EnableSnapshotBlockPublicAccess", "DisableSnapshotBlockPublicAccess"],
            .single
        ),
    ]
}

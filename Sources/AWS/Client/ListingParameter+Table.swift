extension ListingParameter {
    /// By `service.Operation` and parameter. What is known of each is on the operation's page of the
    /// service's API Reference.
    static let table: [String: [String: ListingParameter]] = compute.merging(storage) { $1 }
        .merging(identity) { $1 }.merging(watch) { $1 }

    private static let managed = always(
        true,
        "what AWS's services run for the account may be switched to hidden"
    )
    private static let compute: [String: [String: ListingParameter]] = [
        "acm.ListCertificates": [
            "Includes": always(
                [
                    "keyTypes": [
                        "RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1",
                        "EC_secp384r1", "EC_secp521r1",
                    ]
                ],
                "by default RSA keys up to 2048 bits alone"
            ),
            "CertificateStatuses": leftOut("by default every status"),
        ],
        "autoscaling.DescribeAutoScalingGroups": [
            "IncludeInstances": leftOut("by default they are included")
        ],
        "ec2.DescribeImages": [
            "Owners": byType("an account's own: those of others are no part of it"),
            "ExecutableUsers": leftOut("it narrows to what somebody was given"),
            "IncludeDeprecated": always(true, "by default deprecated ones are left out"),
            "IncludeDisabled": always(true, "by default disabled ones are left out"),
        ],
        "ec2.DescribeInstanceStatus": [
            "IncludeAllInstances": always(true, "by default running ones alone"),
            "IncludeManagedResources": managed,
        ],
        "ec2.DescribeInstanceTypes": [
            "InstanceTypes": byType("the type that is asked for"),
            "IncludeUnsupportedInRegion": leftOut("an instance's type is offered where it is"),
        ],
        "ec2.DescribeInstances": ["IncludeManagedResources": managed],
        "ec2.DescribeKeyPairs": [
            "IncludePublicKey": leftOut("whether there is one says its fingerprint")
        ],
        "ec2.DescribeLaunchTemplateVersions": [
            "IncludeManagedResources": managed,
            "LaunchTemplateId": byType("whose versions are asked for"),
            "Versions": leftOut("by default every version"),
            "MinVersion": leftOut("by default from the first"),
            "MaxVersion": leftOut("by default to the last"),
            "ResolveAlias": leftOut("it says how an image is named, not which ones are told"),
        ],
        "ec2.DescribeLaunchTemplates": ["IncludeManagedResources": managed],
        "ec2.DescribeNetworkInterfaces": ["IncludeManagedResources": managed],
        "ec2.DescribeRegions": ["AllRegions": always(true, "by default enabled ones alone")],
        "ec2.DescribeSnapshots": [
            "OwnerIds": byType("an account's own: by default those of others that are public too")
        ],
        "ec2.DescribeVolumes": ["IncludeManagedResources": managed],
        "ec2.GetManagedPrefixListEntries": [
            "TargetVersion": leftOut("by default the version that is in use")
        ],
        "ecr.DescribeRepositories": ["registryId": leftOut("by default the account's own")],
        "ssm.ListCommands": [
            "CommandId": leftOut("by default every command"),
            "InstanceId": byType("the instance that was sent them"),
        ],
        "ecr.GetRepositoryPolicy": ["registryId": leftOut("by default the account's own")],
        "ecs.DescribeTaskDefinition": [
            "include": leftOut("it adds tags, which nobody asks for yet")
        ],
        "ecs.ListTaskDefinitions": [
            "status": leftOut("by default active ones: no task can be started of others")
        ],
        "eks.ListClusters": [
            "include": leftOut("by default without those that run elsewhere and only report here")
        ],
        "elbv2.DescribeTargetHealth": [
            "Targets": leftOut("by default every target"),
            "Include": leftOut("it adds what is asked about each, not more of them"),
        ],
        "lambda.GetFunctionConfiguration": ["Qualifier": unqualified],
        "lambda.GetFunctionUrlConfig": ["Qualifier": unqualified],
        "lambda.GetPolicy": ["Qualifier": unqualified],
        "lambda.ListFunctions": [
            "FunctionVersion": leftOut("by default each function once, not each of its versions"),
            "MasterRegion": leftOut("it narrows to replicas at the edge"),
        ],
        "wafv2.ListResourcesForWebACL": [
            "ResourceType": leftOut("by default load balancers, which is what the field says")
        ],
        "wafv2.ListWebACLs": ["Scope": byType("those of the region, as the type's title says")],
        "wafv2.GetWebACL": [
            "ARN": leftOut("its id, name and scope say which one"), "Id": byType("which one"),
            "Scope": byType("as in ListWebACLs"),
        ],
    ]

    private static let unqualified = leftOut("of the function itself, not of a version or alias")
}

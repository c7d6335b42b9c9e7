extension ListingParameter {
    static let storage: [String: [String: ListingParameter]] = [
        "ec2.DescribeSnapshotAttribute": ["Attribute": byType("the attribute that is wanted")],
        "opensearch.ListDomainNames": ["EngineType": leftOut("by default every engine")],
        "rds.DescribeDBClusterSnapshots": snapshots,
        "rds.DescribeDBClusters": ["IncludeShared": othersToo],
        "rds.DescribeDBParameters": ["Source": leftOut("by default every source")],
        "rds.DescribeDBSnapshots": snapshots,
        "s3control.ListAccessPoints": [
            "Bucket": byType("whose access points are asked for"),
            "DataSourceId": leftOut("it narrows to one source"),
            "DataSourceType": leftOut("the bucket that is named says it"),
        ],
        "secretsmanager.ListSecrets": [
            "IncludePlannedDeletion": leftOut("what is being deleted cannot be read any more")
        ],
        "sqs.GetQueueAttributes": ["AttributeNames": byType("all: by default none")],
        "sqs.ListQueues": [
            "MaxResults": always(1000, "without it AWS stops at a thousand and tells no next page")
        ],
    ]

    private static let othersToo = leftOut(
        "by default the account's own: others' are no part of it"
    )
    private static let snapshots: [String: ListingParameter] = [
        "IncludePublic": othersToo, "IncludeShared": othersToo,
        "SnapshotType": leftOut("by default automated ones and manual ones"),
    ]

    static let identity: [String: [String: ListingParameter]] = [
        "account.GetAlternateContact": [
            "AccountId": own, "AlternateContactType": byType("the contact that is wanted"),
        ],
        "account.GetContactInformation": ["AccountId": own],
        "account.ListRegions": [
            "AccountId": own, "RegionOptStatusContains": leftOut("by default every status"),
        ],
        "iam.GetAccountAuthorizationDetails": [
            "Filter": byType("each kind is a type of its own")
        ],
        "iam.ListEntitiesForPolicy": [
            "EntityFilter": leftOut("by default every kind"), "PolicyUsageFilter": everyUse,
        ],
        "iam.ListPolicies": [
            "Scope": leftOut("by default AWS's and the account's own"),
            "OnlyAttached": leftOut("by default those that nobody uses too"),
            "PolicyUsageFilter": everyUse,
        ],
        "iam.ListVirtualMFADevices": [
            "AssignmentStatus": leftOut("by default those that nobody uses too")
        ],
        "kms.DescribeKey": ["GrantTokens": leftOut("they prove a right, and hide nothing")],
        "kms.GetKeyPolicy": ["PolicyName": byType("a key has one, of this name")],
        "organizations.ListPolicies": ["Filter": byType("the kind of policy that is wanted")],
    ]

    private static let own = leftOut("by default the account that asks")
    private static let everyUse = leftOut("by default for permissions and as a boundary")

    static let watch: [String: [String: ListingParameter]] = [
        "accessanalyzer.ListAnalyzers": ["type": leftOut("by default every type")],
        "cloudtrail.DescribeTrails": [
            "includeShadowTrails": always(
                true,
                "without them an organization's trail is not seen in its members"
            )
        ],
        "cloudwatch.DescribeAlarms": [
            "ActionPrefix": leftOut("it narrows to what they tell"),
            "AlarmTypes": byType("by default metric alarms; composite ones are another type"),
            "StateValue": leftOut("by default every state"),
        ],
        "config.DescribeConfigurationRecorderStatus": ["ServicePrincipal": customers],
        "config.DescribeConfigurationRecorders": ["ServicePrincipal": customers],
        "guardduty.ListFindings": [
            "FindingCriteria": leftOut("it narrows"), "SortCriteria": leftOut("it orders"),
        ],
        "logs.DescribeLogGroups": [
            "includeLinkedAccounts": leftOut("by default the account's own"),
            "logGroupClass": leftOut("by default every class"),
        ],
        "logs.DescribeResourcePolicies": [
            "policyScope": leftOut("by default the account's; a log group's own is asked for by it")
        ],
        "route53.ListHostedZones": [
            "DelegationSetId": leftOut("it narrows to one set of name servers"),
            "HostedZoneType": leftOut("by default public and private ones"),
        ],
    ]

    private static let customers = leftOut(
        "by default the account's own recorder; a service's records for that service alone"
    )
}

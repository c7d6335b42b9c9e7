/// The errors by which an operation says "there is none". Anything else is an error.
enum Absence {
    /// A code; where AWS uses it for other things too, a code with a part of the message.
    struct Sign: Sendable, Hashable, ExpressibleByStringLiteral {
        let code: String
        let message: String

        /// `CODE` or `CODE: part of the message`.
        init(stringLiteral text: String) {
            let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
            code = parts[0]
            message = parts.count > 1 ? parts[1] : ""
        }

        func matches(_ error: ServiceError) -> Bool {
            code == error.code && (message.isEmpty || error.message.contains(message))
        }
    }

    static let signs: [String: Set<Sign>] = [
        "s3.GetBucketPolicy": ["NoSuchBucketPolicy"],
        "s3.GetBucketTagging": ["NoSuchTagSet"],
        "s3.GetPublicAccessBlock": ["NoSuchPublicAccessBlockConfiguration"],
        "s3.GetBucketEncryption": ["ServerSideEncryptionConfigurationNotFoundError"],
        "s3.GetBucketOwnershipControls": ["OwnershipControlsNotFoundError"],
        "s3.GetBucketPolicyStatus": ["NoSuchBucketPolicy"],
        "s3control.GetAccessPointPolicyStatus": ["NoSuchAccessPointPolicy"],
        "s3control.GetPublicAccessBlock": ["NoSuchPublicAccessBlockConfiguration"],
        "iam.GetAccountPasswordPolicy": ["NoSuchEntity"],
        "iam.GetLoginProfile": ["NoSuchEntity"],
        "kms.GetKeyRotationStatus": ["UnsupportedOperationException"],
        "securityhub.DescribeHub": [
            "InvalidAccessException: not subscribed", "ResourceNotFoundException",
        ],
        "securityhub.GetEnabledStandards": ["InvalidAccessException: not subscribed"],
        "macie2.GetMacieSession": ["AccessDeniedException: Macie is not enabled"],
        "organizations.DescribeOrganization": ["AWSOrganizationsNotInUseException"],
        "iam.ListOrganizationsFeatures": [
            "OrganizationNotFound", "OrganizationNotInAllFeaturesMode",
        ],
        "lambda.GetPolicy": ["ResourceNotFoundException"],
        "lambda.GetFunctionUrlConfig": ["ResourceNotFoundException"],
        "ecr.GetRepositoryPolicy": ["RepositoryPolicyNotFoundException"],
        "efs.DescribeFileSystemPolicy": ["PolicyNotFound"],
        "account.GetAlternateContact": ["ResourceNotFoundException"],
        "secretsmanager.GetResourcePolicy": ["ResourceNotFoundException"],
        // What was just sent, too.
        "ssm.GetCommandInvocation": ["InvocationDoesNotExist"],
        "wafv2.GetWebACLForResource": ["WAFNonexistentItemException"],
    ]

    /// Of calls that read one resource by its id. Where the same call completes a resource that was
    /// listed, these say that it went meanwhile, and not that it is without that attribute. Where a
    /// bare HTTP 404, which may be a proxy's, has the same code, the message decides.
    static let signsOfOne: [String: Set<Sign>] = [
        "accessanalyzer.GetAnalyzer": ["ResourceNotFoundException"],
        "cloudtrail.DescribeTrails": ["TrailNotFoundException"],
        "config.DescribeConfigurationRecorders": ["NoSuchConfigurationRecorderException"],
        "config.DescribeDeliveryChannels": ["NoSuchDeliveryChannelException"],
        "dynamodb.DescribeTable": ["ResourceNotFoundException"],
        "ec2.DescribeAddresses": ["InvalidAllocationID.NotFound"],
        "ec2.DescribeFlowLogs": ["InvalidFlowLogId.NotFound"],
        "ec2.DescribeImages": ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"],
        "ec2.DescribeInstances": ["InvalidInstanceID.NotFound"],
        "ec2.DescribeNetworkAcls": ["InvalidNetworkAclID.NotFound"],
        "ec2.DescribeNetworkInterfaces": ["InvalidNetworkInterfaceID.NotFound"],
        "ec2.DescribeRouteTables": ["InvalidRouteTableID.NotFound"],
        "ec2.DescribeSecurityGroups": [
            "InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound",
        ],
        "ec2.DescribeSnapshots": ["InvalidSnapshot.NotFound"],
        "ec2.DescribeSubnets": ["InvalidSubnetID.NotFound"],
        "ec2.DescribeVolumes": ["InvalidVolume.NotFound"],
        "ec2.DescribeVpcPeeringConnections": ["InvalidVpcPeeringConnectionID.NotFound"],
        "ec2.DescribeVpcs": ["InvalidVpcID.NotFound"],
        "ecr.DescribeRepositories": ["RepositoryNotFoundException"],
        "efs.DescribeFileSystems": ["FileSystemNotFound"],
        "eks.DescribeCluster": ["ResourceNotFoundException"],
        // The same code says that a parameter is wrong.
        "guardduty.GetDetector": ["BadRequestException: detectorId is not owned"],
        "elb.DescribeLoadBalancers": ["LoadBalancerNotFound", "AccessPointNotFound"],
        "elbv2.DescribeLoadBalancers": ["LoadBalancerNotFound"],
        "iam.GetGroup": ["NoSuchEntity"],
        "iam.GetPolicy": ["NoSuchEntity"],
        "iam.GetPolicyVersion": ["NoSuchEntity"],
        "iam.GetRole": ["NoSuchEntity"],
        "iam.GetUser": ["NoSuchEntity"],
        "iam.ListAccessKeys": ["NoSuchEntity"],
        "iam.ListUserTags": ["NoSuchEntity"],
        "kms.DescribeKey": ["NotFoundException"],
        "lambda.GetFunctionConfiguration": ["ResourceNotFoundException"],
        "logs.DescribeMetricFilters": ["ResourceNotFoundException"],
        "rds.DescribeDBClusters": ["DBClusterNotFoundFault"],
        "rds.DescribeDBInstances": ["DBInstanceNotFound"],
        "rds.DescribeDBSnapshots": ["DBSnapshotNotFound"],
        "route53.GetHostedZone": ["NoSuchHostedZone"],
        "sns.GetTopicAttributes": ["NotFound: Topic does not exist"],
        "sns.ListSubscriptionsByTopic": ["NotFound: Topic does not exist"],
        "sqs.GetQueueAttributes": [
            "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist",
        ],
    ]

    /// Of calls that only complete a resource: the resource itself went. Amazon S3, IAM and KMS API
    /// References, each on its page. A user without a password goes by the same code.
    static let signsOfParts: [String: Set<Sign>] = [
        "s3.GetBucketAcl": ["NoSuchBucket"], "s3.GetBucketEncryption": ["NoSuchBucket"],
        "s3.GetBucketLocation": ["NoSuchBucket"], "s3.GetBucketLogging": ["NoSuchBucket"],
        "s3.GetBucketOwnershipControls": ["NoSuchBucket"], "s3.GetBucketPolicy": ["NoSuchBucket"],
        "s3.GetBucketPolicyStatus": ["NoSuchBucket"], "s3.GetBucketTagging": ["NoSuchBucket"],
        "s3.GetBucketVersioning": ["NoSuchBucket"], "s3.GetPublicAccessBlock": ["NoSuchBucket"],
        "iam.GetAccessKeyLastUsed": ["NoSuchEntity"],
        "iam.GetLoginProfile": ["NoSuchEntity: user with name"],
        "iam.ListMFADevices": ["NoSuchEntity"], "kms.GetKeyPolicy": ["NotFoundException"],
        "kms.GetKeyRotationStatus": ["NotFoundException"],
        "kms.ListResourceTags": ["NotFoundException"],
    ]

    /// Whether a call that completes a resource says that the resource itself is not there.
    static func isGone(_ error: ServiceError, in operation: String) -> Bool {
        let known = (signsOfParts[operation] ?? []).union(signsOfOne[operation] ?? [])
        let sure = known.filter { !$0.message.isEmpty }
        if sure.contains(where: { $0.matches(error) }) { return true }
        // The same code may say that there is no such part.
        return !(signs[operation] ?? []).contains { $0.matches(error) }
            && known.contains { $0.matches(error) }
    }

    static func contains(
        _ error: ServiceError,
        of operation: String,
        ofOne isOfOne: Bool
    ) -> Bool {
        let known = (signs[operation] ?? []).union(isOfOne ? signsOfOne[operation] ?? [] : [])
        return known.contains { $0.matches(error) }
    }
}

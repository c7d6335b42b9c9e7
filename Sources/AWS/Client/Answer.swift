import Document
import Guardrails

/// How a read ended: what it found, that there is nothing, or why that is not known.
enum Answer: Sendable {
    case complete(Object)
    /// AWS says that there is no such thing, such as a bucket without a policy.
    case absent
    case gap(Gap)
}

/// All items of a call that answers in pages; with a gap they may not be all.
struct Listing: Sendable {
    var items: [JSON] = []
    var gap: Gap?
}

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
        "wafv2.GetWebACLForResource": ["WAFNonexistentItemException"],
    ]

    static func contains(_ error: ServiceError, of operation: String) -> Bool {
        signs[operation]?.contains { sign in
            sign.code == error.code
                && (sign.message.isEmpty || error.message.contains(sign.message))
        } == true
    }
}

/// The IAM action that lets a caller use an operation.
enum Permission {
    private static let named: [String: String] = [
        "s3.ListBuckets": "s3:ListAllMyBuckets",
        "s3.GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3.PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3.DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3.GetBucketEncryption": "s3:GetEncryptionConfiguration",
        "s3.PutBucketEncryption": "s3:PutEncryptionConfiguration",
        "s3.GetBucketNotificationConfiguration": "s3:GetBucketNotification",
        "s3.HeadBucket": "s3:ListBucket",
        "s3control.GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
        "s3control.PutPublicAccessBlock": "s3:PutAccountPublicAccessBlock",
        "s3control.DeletePublicAccessBlock": "s3:PutAccountPublicAccessBlock",
    ]
    /// Where IAM calls a service otherwise than botocore does.
    private static let prefixes: [String: String] = [
        "accessanalyzer": "access-analyzer", "efs": "elasticfilesystem",
        "elb": "elasticloadbalancing", "elbv2": "elasticloadbalancing", "opensearch": "es",
        "resourcegroupstaggingapi": "tag", "s3control": "s3",
    ]

    static func action(_ service: String, _ operation: String) -> String {
        named["\(service).\(operation)"] ?? "\(prefixes[service] ?? service):\(operation)"
    }
}

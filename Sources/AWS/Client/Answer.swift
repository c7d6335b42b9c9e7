import Document
import Guardrails

/// How a read ended: what it found, that there is nothing, or why that is not known.
enum Answer: Sendable {
    case complete(Object)
    /// AWS says that there is no such thing, such as a bucket without a policy.
    case absent
    /// AWS says that the resource itself, which was listed, is not there any more.
    case gone
    case gap(Gap)
}

/// All items of a call that answers in pages; with a gap they may not be all.
struct Listing: Sendable {
    var items: [JSON] = []
    var gap: Gap?
}

/// The IAM action that lets a caller use an operation.
enum Permission {
    private static let named: [String: String] = [
        "s3.ListBuckets": "s3:ListAllMyBuckets",
        "s3.GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
        "s3.PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3.DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
        "s3.DeleteBucketTagging": "s3:PutBucketTagging",
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

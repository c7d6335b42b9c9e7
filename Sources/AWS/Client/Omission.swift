import Document

/// Where AWS leaves things out that are empty. Whatever else is missing is a gap.
struct Omission: Sendable {
    /// What must be in the answer beside: a count of zero. Nil where nothing is.
    let count: DocumentPath?

    func applies(to document: JSON) -> Bool {
        count.map { $0.value(in: document) == .int(0) } ?? true
    }

    /// Listings whose list is missing when nothing is in it. EC2, Query, S3 and Route 53 answer an
    /// empty element (`<securityGroupInfo/>`, `<Users/>`, `<Buckets/>`), JSON services an empty array:
    /// boto/boto3#3795 asked them all and found these two.
    static let lists: [String: Omission] = [
        // boto/boto3#3795. DistributionList in the CloudFront API Reference: Quantity is required,
        // Items is not.
        "cloudfront.ListDistributions": Omission(count: .init("DistributionList.Quantity")),
        // boto/boto3#1813 (Query), localstack/localstack#9828 (JSON, compared with AWS).
        "sqs.ListQueues": Omission(count: nil),
    ]

    /// Reads that may be answered with nothing at all.
    static let documents: Set<String> = [
        // Amazon S3 API Reference, each on its page: LocationConstraint is null in us-east-1; no
        // Status where versioning was never set; no LoggingEnabled where logging is off; an empty
        // NotificationConfiguration where there is none.
        "s3.GetBucketLocation", "s3.GetBucketVersioning", "s3.GetBucketLogging",
        "s3.GetBucketNotificationConfiguration",
        // Tags in the CloudFront API Reference: Items is not required.
        "cloudfront.ListTagsForResource",
        // As ListQueues: SQS leaves out what is empty (localstack/localstack#9828).
        "sqs.ListQueueTags", "sqs.ReceiveMessage",
        // AWS WAF API Reference: where no web ACL is associated, none is returned.
        "wafv2.GetWebACLForResource",
    ]

    /// Whether an answer to a read can be AWS's own.
    static func isPlausible(_ document: Object, _ service: String, _ operation: String) -> Bool {
        guard document.isEmpty, !documents.contains("\(service).\(operation)"),
            let model = ServiceModel.named(service),
            let output = model.operations[operation]?.output
        else { return true }
        return !model[output].hasBody
    }
}

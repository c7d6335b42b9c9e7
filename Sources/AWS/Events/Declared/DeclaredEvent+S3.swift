extension DeclaredEvent {
    /// Source: Amazon S3 User Guide, "Amazon S3 CloudTrail events": bucket-level events have names of
    /// their own, and `bucketName` for the bucket.
    static let s3: [String: [DeclaredEvent]] = [
        "s3.bucket": events(
            [
                "CreateBucket", "DeleteBucket", "PutBucketPolicy", "DeleteBucketPolicy",
                "PutBucketAcl", "PutBucketPublicAccessBlock", "DeleteBucketPublicAccessBlock",
                "PutBucketOwnershipControls", "DeleteBucketOwnershipControls", "PutBucketTagging",
                "DeleteBucketTagging", "PutBucketEncryption", "DeleteBucketEncryption",
                "PutBucketVersioning", "PutBucketLogging", "PutBucketWebsite",
                "DeleteBucketWebsite", "PutBucketCors", "DeleteBucketCors", "PutBucketLifecycle",
                "DeleteBucketLifecycle", "PutBucketNotification", "PutBucketReplication",
                "DeleteBucketReplication", "PutBucketRequestPayment",
            ],
            .written("requestParameters.bucketName")
        )
            // The account's block is over all its buckets.
            + events(
                ["PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock"],
                .all
            )
    ]
}

extension ResponseScene {
    /// A key that leaked and a bucket that was open.
    static let leaks = keys + users + buckets

    private static func user(_ name: String, _ more: String) -> String {
        """
        iam = client("iam", A)
        iam.create_user(UserName="\(name)")
        inputs = {"user": "\(name)"}
        \(more)
        """
    }

    private static let keys = [
        ResponseScene(
            "iam.deactivate-key",
            user(
                "leaked-key",
                """
                made = iam.create_access_key(UserName="leaked-key")["AccessKey"]
                inputs["key"] = made["AccessKeyId"]
                """
            )
        ),
        ResponseScene(
            "iam.deactivate-key",
            end: .refused("the key is gone"),
            user("leaked-and-gone", #"inputs["key"] = "AKIA0000000000000000""#)
        ),
    ]

    private static let users = [
        ResponseScene(
            "iam.quarantine-user",
            user(
                "quarantined",
                """
                iam.put_user_policy(UserName="quarantined", PolicyName="own", PolicyDocument=json.dumps(
                    {"Version": "2012-10-17", "Statement": [
                        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
                """
            )
        ),
        ResponseScene(
            "iam.quarantine-user",
            end: .refused("says something else"),
            user(
                "quarantined-otherwise",
                """
                iam.put_user_policy(
                    UserName="quarantined-otherwise", PolicyName="parapet-quarantine",
                    PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [
                        {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}))
                """
            )
        ),
        ResponseScene(
            "iam.quarantine-user",
            end: .refused("the user is gone"),
            #"inputs = {"user": "nobody-here"}"#
        ),
    ]

    private static func bucket(_ name: String, _ more: String) -> String {
        """
        s3 = client("s3", A, R)
        s3.create_bucket(Bucket="\(name)", CreateBucketConfiguration={"LocationConstraint": R})
        s3.delete_public_access_block(Bucket="\(name)")
        inputs = {"bucket": "\(name)"}
        \(more)
        """
    }

    private static let buckets = [
        ResponseScene("s3.block-public-access", bucket("exposed-scene", "")),
        ResponseScene(
            "s3.block-public-access",
            end: .alreadyRight,
            bucket(
                "blocked-scene",
                """
                s3.put_public_access_block(
                    Bucket="blocked-scene", PublicAccessBlockConfiguration={
                        "BlockPublicAcls": True, "IgnorePublicAcls": True,
                        "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
                """
            )
        ),
    ]
}

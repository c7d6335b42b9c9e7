import Document

extension Action {
    /// Sources: Amazon S3 User Guide, "The meaning of 'public'", "Access control list (ACL) overview" and
    /// "Controlling ownership of objects and disabling ACLs for your bucket".
    static let restrictToNetworks = Action(
        "s3.restrict-to-networks",
        title: "Lets only the known networks and endpoints use what a bucket's policy and ACL let "
            + "everybody use",
        subject: .resources(["s3.bucket"]),
        parameters: [
            .init(
                "networks",
                .list(.text),
                required: true,
                "who may go on, in CIDR notation",
                problem: KnownNetworks.problem
            ),
            .init(
                "endpoints",
                .list(.text),
                standard: [],
                "the ids of VPC endpoints that may, too"
            ),
            .init(
                "keep",
                .flag,
                standard: false,
                "whether the known networks get by the policy what the ACL gave to everybody"
            ),
        ],
        asks: [
            "s3.GetBucketPolicy", "s3.GetBucketPolicyStatus", "s3.GetBucketAcl",
            "s3.GetBucketOwnershipControls", "s3.GetPublicAccessBlock",
            "s3control.GetPublicAccessBlock",
        ],
        sends: ["s3.PutBucketPolicy", "s3.DeleteBucketPolicy", "s3.PutBucketAcl"],
        undoing: "policy and ACL are written as they were; a policy where none was is deleted",
        refuses:
            "an empty list, networks that AWS calls public, a public access point, a policy that "
            + "would lock Parapet out or is public for a reason that no statement shows, and what a "
            + "public access block would keep from being put back",
        reads: { context, _ in
            let bucket: Object = ["Bucket": .string(context.id)]
            return [
                ActionRead("policy", "s3", "GetBucketPolicy", bucket),
                ActionRead("status", "s3", "GetBucketPolicyStatus", bucket),
                ActionRead("acl", "s3", "GetBucketAcl", bucket),
                ActionRead("ownership", "s3", "GetBucketOwnershipControls", bucket),
                ActionRead("block", "s3", "GetPublicAccessBlock", bucket),
                ActionRead(
                    "account_block",
                    "s3control",
                    "GetPublicAccessBlock",
                    ["AccountId": .string(context.account)]
                ),
            ]
        },
        image: { _, read in BucketAccess(read: read).image },
        plan: { context, before in
            BucketRestriction(context, BucketAccess(image: before)).plan
        },
        undo: { context, before, after in
            let (old, new) = (BucketAccess(image: before), BucketAccess(image: after))
            let acl = old.grants == new.grants ? [] : [old.putACL(context.id)]
            guard old.policy != new.policy else { return acl }
            guard let policy = old.policy else {
                let input: Object = ["Bucket": .string(context.id)]
                return acl + [ActionCall("s3", "DeleteBucketPolicy", input)]
            }
            return acl + [BucketAccess.put(policy, on: context.id)]
        }
    )
}

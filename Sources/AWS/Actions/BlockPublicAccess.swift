import Document

extension Action {
    /// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
    static let blockPublicAccess = Action(
        "s3.block-public-access",
        title: "Switches on the four public access blocks of the bucket; the account's stay",
        subject: .resources(["s3.bucket"]),
        asks: ["s3.GetPublicAccessBlock"],
        sends: ["s3.PutPublicAccessBlock", "s3.DeletePublicAccessBlock"],
        undoing: "the switches are set as they were, or taken away where there were none",
        refuses: "nothing",
        reads: { context, _ in
            [
                ActionRead(
                    "block",
                    "s3",
                    "GetPublicAccessBlock",
                    ["Bucket": .string(context.id)]
                )
            ]
        },
        image: { _, read in
            ["block": read["block"]?["PublicAccessBlockConfiguration"] ?? .null]
        },
        plan: { context, before in
            let isRight = switches.keys.allSatisfy { before["block"]?[$0]?.bool == true }
            guard !isRight else { return .alreadyRight }
            let input: Object = [
                "Bucket": .string(context.id), "PublicAccessBlockConfiguration": .object(switches),
            ]
            return .calls(
                [ActionCall("s3", "PutPublicAccessBlock", input)],
                after: ["block": .object(switches)]
            )
        },
        undo: { context, before, _ in
            let bucket = JSON.string(context.id)
            guard let block = before["block"]?.object else {
                return [ActionCall("s3", "DeletePublicAccessBlock", ["Bucket": bucket])]
            }
            let input: Object = [
                "Bucket": bucket, "PublicAccessBlockConfiguration": .object(block),
            ]
            return [ActionCall("s3", "PutPublicAccessBlock", input)]
        }
    )

    private static let switches: Object = [
        "BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": true,
        "RestrictPublicBuckets": true,
    ]
}

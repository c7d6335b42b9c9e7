import Guardrails

/// The parts of an S3 bucket.
enum BucketElements {
    static let all = [grant, accessBlock, accessPoint]

    private static let grant = ResourceType.Element(
        "s3.grant",
        meaning: "one grant of the bucket's ACL",
        example: "each: { grant: resource.acl }",
        fields: [
            .init("grantee", .text, "a group's URI or a canonical user id"),
            .init("permission", .text, "READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL"),
        ],
        key: { "\($0["permission"]?.string ?? "")/\($0["grantee"]?.string ?? "")" },
        text: { "\($0["permission"]?.string ?? "") to \($0["grantee"]?.string ?? "")" }
    )

    private static let accessPoint = ResourceType.Element(
        "s3.access-point",
        meaning: "an access point that the bucket's policy leaves decisions to",
        example: "each: { point: resource.access_points }",
        fields: [
            .init("name", .text, "its name"),
            .init("public", .flag, "AWS calls its policy public"),
        ],
        key: { $0["name"]?.string ?? "" },
        text: { "access point \($0["name"]?.string ?? "")" }
    )

    private static let accessBlock = ResourceType.Element(
        "s3.access-block",
        meaning: "the four switches that keep a bucket from being public",
        example: "resource.access_block.restrict_public_buckets",
        fields: [
            .init("block_public_acls", .flag, "later public ACLs are refused"),
            .init("ignore_public_acls", .flag, "public ACLs have no effect"),
            .init("block_public_policy", .flag, "later public policies are refused"),
            .init("restrict_public_buckets", .flag, "public policies reach the account only"),
        ],
        key: { _ in "" },
        text: { _ in "public access block" }
    )
}

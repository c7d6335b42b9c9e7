import Document
import Guardrails

extension ResourceType {
    private static let blockShape = Shape.element("s3.access-block")

    static let bucket = ResourceType(
        "s3.bucket",
        title: "S3 bucket",
        service: "s3",
        isGlobal: true,
        listPermissions: ["s3:ListAllMyBuckets"],
        tagAttribute: "tags",
        attributes: [
            .init("acl", permissions: ["s3:GetBucketAcl"]),
            .init("policy", permissions: ["s3:GetBucketPolicy"]),
            .init("access_block", permissions: ["s3:GetBucketPublicAccessBlock"]),
            .init("account_access_block", permissions: ["s3:GetAccountPublicAccessBlock"]),
            .init("tags", permissions: ["s3:GetBucketTagging"]),
        ],
        fields: [
            .init("created", .timestamp, "when it was made"),
            .init("acl", .list(.element("s3.grant")), from: "acl", "the grants of its ACL"),
            .init("policy", .any, from: "policy", "its policy; missing where it has none"),
            .init("access_block", blockShape, from: "access_block", "its own public access block"),
            .init(
                "account_access_block",
                blockShape,
                from: "account_access_block",
                "the account's public access block"
            ),
        ],
        elements: [grant, accessBlock],
        facts: [
            .init(
                "public",
                .flag,
                from: ["acl", "policy", "access_block", "account_access_block"],
                "the internet, or every AWS customer, can reach it",
                judge: PublicBucket.judge
            )
        ]
    )

    private static let grant = Element(
        "s3.grant",
        fields: [
            .init("grantee", .text, "a group's URI or a canonical user id"),
            .init("permission", .text, "READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL"),
        ],
        key: { "\($0["permission"]?.string ?? "")/\($0["grantee"]?.string ?? "")" },
        text: { "\($0["permission"]?.string ?? "") to \($0["grantee"]?.string ?? "")" }
    )

    private static let accessBlock = Element(
        "s3.access-block",
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

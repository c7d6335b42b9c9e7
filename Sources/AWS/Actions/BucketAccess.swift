import Document

/// What lets requests into a bucket, as it is read before its policy or its ACL is changed.
struct BucketAccess {
    /// The policy's text, so that it can be put back letter by letter; nil: there is none.
    let policy: String?
    let isPublicByStatus: Bool
    let owner: JSON
    let grants: [JSON]
    let ownership: String?
    /// Switches of the bucket's and of the account's public access block that are on.
    let blocks: Set<String>

    init(read: Object) {
        policy = read["policy"]?["Policy"]?.string
        isPublicByStatus = read["status"]?["PolicyStatus"]?["IsPublic"]?.bool == true
        owner = read["acl"]?["Owner"] ?? .null
        grants = read["acl"]?["Grants"]?.array ?? []
        ownership =
            DocumentPath("ownership.OwnershipControls.Rules[0].ObjectOwnership")
            .value(in: .object(read))?.string
        let levels = ["block", "account_block"].compactMap { name in
            read[name]?["PublicAccessBlockConfiguration"]?.object
        }
        blocks = Set(levels.flatMap { level in level.keys.filter { level[$0]?.bool == true } })
    }

    init(image: JSON) {
        policy = image["policy"]?.string
        isPublicByStatus = image["public"]?.bool == true
        owner = image["owner"] ?? .null
        grants = image["grants"]?.array ?? []
        ownership = image["ownership"]?.string
        blocks = Set(image["blocks"]?.texts ?? [])
    }

    var image: JSON { image(policy: policy, grants: grants, isPublic: isPublicByStatus) }

    func image(policy: String?, grants: [JSON], isPublic: Bool) -> JSON {
        [
            "policy": .optional(policy), "public": .bool(isPublic), "owner": owner,
            "grants": .array(grants), "ownership": .optional(ownership),
            "blocks": .list(blocks.sorted()),
        ]
    }

    /// A bucket whose owner owns every object has no ACL: what one says counts for nothing, and AWS
    /// refuses to change it.
    var hasACL: Bool { ownership != "BucketOwnerEnforced" }

    var publicGrants: [JSON] {
        hasACL && !blocks.contains("IgnorePublicAcls") ? grants.filter(Self.isPublic) : []
    }

    private static let everyone = "http://acs.amazonaws.com/groups/global/AllUsers"
    private static let customers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

    static func isPublic(_ grant: JSON) -> Bool {
        [everyone, customers].contains(grant["Grantee"]?["URI"]?.string)
    }

    static func isForCustomers(_ grant: JSON) -> Bool {
        grant["Grantee"]?["URI"]?.string == customers
    }

    func putACL(_ bucket: String) -> ActionCall { putACL(bucket, grants) }

    func putACL(_ bucket: String, _ grants: [JSON]) -> ActionCall {
        let acl: JSON = ["Grants": .array(grants), "Owner": owner]
        let input: Object = ["Bucket": .string(bucket), "AccessControlPolicy": acl]
        return ActionCall("s3", "PutBucketAcl", input)
    }

    static func put(_ policy: String, on bucket: String) -> ActionCall {
        let input: Object = ["Bucket": .string(bucket), "Policy": .string(policy)]
        return ActionCall("s3", "PutBucketPolicy", input)
    }
}

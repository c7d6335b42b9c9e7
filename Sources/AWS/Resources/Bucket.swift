import Document
import Guardrails

extension Collector {
    static let bucket = Collector(bucketType) { reading, answers in
        // Any parameter makes S3 tell each bucket's region.
        let buckets = await reading.session.list(
            "s3",
            "ListBuckets",
            DocumentPath("Buckets"),
            region: reading.region,
            ["MaxBuckets": 1000]
        )
        answers.listed(buckets.gap)
        var account = Answer.absent
        if reading.needs("account_access_block") && !buckets.items.isEmpty {
            account = await reading.session.read(
                "s3control",
                "GetPublicAccessBlock",
                region: reading.region,
                ["AccountId": .string(reading.session.account)]
            )
        }
        let accountBlock = account
        await reading.each(buckets.items) { bucket in
            await resource(bucket, accountBlock, reading, answers).map { [$0] } ?? []
        }
    }

    private static func resource(
        _ bucket: JSON,
        _ accountBlock: Answer,
        _ reading: Reading,
        _ answers: Answers
    ) async -> Resource? {
        guard let name = bucket["Name"]?.string,
            let region = await region(of: bucket, name, reading, answers)
        else { return nil }
        let arn = "arn:\(reading.session.partition.name):s3:::\(name)"
        var draft = ResourceDraft(
            reading.name(id: name, arn: arn, name: name, region: region),
            aws: bucket
        )
        draft["created"] = bucket["CreationDate"]
        let read = { (attribute: String, operation: String) async -> Answer? in
            guard reading.needs(attribute) else { return nil }
            let parameters: Object = ["Bucket": .string(name)]
            return await reading.session.read("s3", operation, region: region, parameters)
        }
        if let answer = await read("acl", "GetBucketAcl"),
            let document = draft.take(answer, as: "acl", answers)
        {
            draft["acl"] = .array((document["Grants"]?.array ?? []).map(grant))
        }
        if let answer = await read("policy", "GetBucketPolicy"),
            let document = draft.take(answer, as: "policy", answers, checking: isPolicy)
        {
            draft["policy"] = policy(document)
        }
        // A bucket that is known to have no policy has no status either.
        if draft["policy"] != nil || draft.resource.unread["policy"] != nil,
            let answer = await read("policy_status", "GetBucketPolicyStatus"),
            let document = draft.take(answer, as: "policy_status", answers)
        {
            draft["policy_public"] = document["PolicyStatus"]?["IsPublic"]
        }
        if reading.needs("access_points") {
            await readAccessPoints(of: name, region, &draft, reading, answers)
        }
        if let answer = await read("access_block", "GetPublicAccessBlock"),
            let document = draft.take(answer, as: "access_block", answers)
        {
            draft["access_block"] = block(document)
        }
        if reading.needs("account_access_block"),
            let document = draft.take(accountBlock, as: "account_access_block", answers)
        {
            draft["account_access_block"] = block(document)
        }
        if let answer = await read("versioning", "GetBucketVersioning"),
            let document = draft.take(answer, as: "versioning", answers)
        {
            draft["versioning"] = document["Status"]
            draft["mfa_delete"] = .bool(document["MFADelete"] == "Enabled")
        }
        if let answer = await read("logging", "GetBucketLogging"),
            let document = draft.take(answer, as: "logging", answers)
        {
            draft["log_bucket"] = document["LoggingEnabled"]?["TargetBucket"]
        }
        if let answer = await read("encryption", "GetBucketEncryption"),
            let document = draft.take(answer, as: "encryption", answers)
        {
            let rule = DocumentPath(
                "ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault"
            ).value(in: .object(document))
            draft["encryption"] = rule?["SSEAlgorithm"]
            draft["encryption_key"] = rule?["KMSMasterKeyID"]
        }
        if let answer = await read("ownership", "GetBucketOwnershipControls"),
            let document = draft.take(answer, as: "ownership", answers)
        {
            draft["ownership"] = DocumentPath("OwnershipControls.Rules[0].ObjectOwnership")
                .value(in: .object(document))
        }
        if let answer = await read("tags", "GetBucketTagging") {
            draft["tags"] = .tags(draft.take(answer, as: "tags", answers)?["TagSet"])
        }
        return draft.resource
    }

    /// Asked for only where the policy leaves it to them; others cannot open a bucket.
    private static func readAccessPoints(
        of name: String,
        _ region: String,
        _ draft: inout ResourceDraft,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        guard PolicyStatement.all(in: draft["policy"]).contains(where: \.isLeftToAccessPoints)
        else { return }
        let account = JSON.string(reading.session.account)
        let listed = await reading.session.list(
            "s3control",
            "ListAccessPoints",
            DocumentPath("AccessPointList"),
            region: region,
            ["AccountId": account, "Bucket": .string(name)]
        )
        var gap = listed.gap
        var points: [JSON] = []
        for point in listed.items where point["NetworkOrigin"] != "VPC" {
            let answer = await reading.session.read(
                "s3control",
                "GetAccessPointPolicyStatus",
                region: region,
                ["AccountId": account, "Name": point["Name"] ?? ""]
            )
            switch answer {
            case .gap(let found): gap = gap ?? found
            case .absent: points.append(["name": point["Name"] ?? "", "public": false])
            case .complete(let document):
                if let isPublic = document["PolicyStatus"]?["IsPublic"] {
                    points.append(["name": point["Name"] ?? "", "public": isPublic])
                } else {
                    // An empty status is not "not public".
                    let missing = Gap(
                        reason: .failed,
                        permission: "s3:GetAccessPointPolicyStatus",
                        detail: "AWS does not tell the status of an access point"
                    )
                    gap = gap ?? missing
                }
            }
        }
        if let gap, !points.contains(where: { $0["public"] == true }) {
            draft.leave("access_points", unread: gap, answers)
        } else {
            draft["access_points"] = .array(points)
            answers.read("access_points", nil)
        }
    }

    /// A bucket whose region is not known has no identity: the list is then not complete.
    private static func region(
        of bucket: JSON,
        _ name: String,
        _ reading: Reading,
        _ answers: Answers
    ) async -> String? {
        if let region = bucket["BucketRegion"]?.string { return region }
        let answer = await reading.session.read(
            "s3",
            "GetBucketLocation",
            region: reading.region,
            ["Bucket": .string(name)]
        )
        switch answer {
        case .absent: return nil
        case .gap(let gap):
            answers.listed(gap)
            return nil
        case .complete(let document):
            // S3's first regions go by other names here.
            switch document["LocationConstraint"]?.string {
            case nil: return Partition(region: reading.region).mainRegion
            case "EU": return "eu-west-1"
            case let region?: return region
            }
        }
    }

    private static func grant(_ grant: JSON) -> JSON {
        let grantee = grant["Grantee"]?["URI"] ?? grant["Grantee"]?["ID"]
        return ["grantee": grantee ?? "", "permission": grant["Permission"] ?? ""]
    }

    private static func policy(_ document: Object) -> JSON? {
        document["Policy"]?.string.flatMap { try? JSON.parse($0) }
    }

    private static func isPolicy(_ document: Object) -> Bool { policy(document)?.object != nil }

    private static func block(_ document: Object) -> JSON {
        let found = document["PublicAccessBlockConfiguration"]
        return [
            "block_public_acls": found?["BlockPublicAcls"] ?? false,
            "ignore_public_acls": found?["IgnorePublicAcls"] ?? false,
            "block_public_policy": found?["BlockPublicPolicy"] ?? false,
            "restrict_public_buckets": found?["RestrictPublicBuckets"] ?? false,
        ]
    }

    private static let blockShape = Shape.element("s3.access-block")

    private static let bucketType = ResourceType(
        "s3.bucket",
        title: "S3 bucket",
        service: "s3",
        isGlobal: true,
        listCalls: ["ListBuckets", "GetBucketLocation"],
        listPermissions: ["s3:ListAllMyBuckets", "s3:GetBucketLocation"],
        tagAttribute: "tags",
        attributes: [
            .init("acl", calls: ["GetBucketAcl"], permissions: ["s3:GetBucketAcl"]),
            .init("policy", calls: ["GetBucketPolicy"], permissions: ["s3:GetBucketPolicy"]),
            .init(
                "access_block",
                calls: ["GetPublicAccessBlock"],
                permissions: ["s3:GetBucketPublicAccessBlock"]
            ),
            .init(
                "account_access_block",
                calls: ["s3control GetPublicAccessBlock"],
                permissions: ["s3:GetAccountPublicAccessBlock"]
            ),
            .init(
                "policy_status",
                calls: ["GetBucketPolicyStatus"],
                permissions: ["s3:GetBucketPolicyStatus"]
            ),
            .init(
                "access_points",
                calls: ["s3control ListAccessPoints", "s3control GetAccessPointPolicyStatus"],
                permissions: ["s3:ListAccessPoints", "s3:GetAccessPointPolicyStatus"]
            ),
            .init("tags", calls: ["GetBucketTagging"], permissions: ["s3:GetBucketTagging"]),
            .init(
                "versioning",
                calls: ["GetBucketVersioning"],
                permissions: ["s3:GetBucketVersioning"]
            ),
            .init("logging", calls: ["GetBucketLogging"], permissions: ["s3:GetBucketLogging"]),
            .init(
                "encryption",
                calls: ["GetBucketEncryption"],
                permissions: ["s3:GetEncryptionConfiguration"]
            ),
            .init(
                "ownership",
                calls: ["GetBucketOwnershipControls"],
                permissions: ["s3:GetBucketOwnershipControls"]
            ),
        ],
        fields: [
            .init("created", .timestamp, "when it was made"),
            .init("acl", .list(.element("s3.grant")), from: "acl", "the grants of its ACL"),
            .init("policy", .any, from: "policy", "its policy; missing where it has none"),
            .init("policy_public", .flag, from: "policy_status", "what AWS says of its policy"),
            .init(
                "access_points",
                .list(.element("s3.access-point")),
                from: "access_points",
                "those that its policy leaves it to"
            ),
            .init("access_block", blockShape, from: "access_block", "its own public access block"),
            .init(
                "account_access_block",
                blockShape,
                from: "account_access_block",
                "the account's public access block"
            ),
            .init(
                "versioning",
                .text,
                from: "versioning",
                "Enabled or Suspended; missing: never on"
            ),
            .init("mfa_delete", .flag, from: "versioning", "deleting needs a second factor"),
            .init(
                "log_bucket",
                .text,
                from: "logging",
                "where accesses are logged; missing: nowhere"
            ),
            .init("encryption", .text, from: "encryption", "AES256 or aws:kms"),
            .init("encryption_key", .text, from: "encryption", "the key, where it is not S3's own"),
            .init(
                "ownership",
                .text,
                from: "ownership",
                "BucketOwnerEnforced where ACLs have no effect"
            ),
        ],
        elements: [grantElement, accessBlock, accessPoint],
        facts: [
            .init(
                "public",
                .flag,
                from: [
                    "acl", "policy", "policy_status", "access_points", "access_block",
                    "account_access_block",
                ],
                "the internet, or every AWS customer, can reach it",
                judge: PublicBucket.judge
            )
        ]
    )

    private static let grantElement = ResourceType.Element(
        "s3.grant",
        fields: [
            .init("grantee", .text, "a group's URI or a canonical user id"),
            .init("permission", .text, "READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL"),
        ],
        key: { "\($0["permission"]?.string ?? "")/\($0["grantee"]?.string ?? "")" },
        text: { "\($0["permission"]?.string ?? "") to \($0["grantee"]?.string ?? "")" }
    )

    private static let accessPoint = ResourceType.Element(
        "s3.access-point",
        fields: [
            .init("name", .text, "its name"),
            .init("public", .flag, "AWS calls its policy public"),
        ],
        key: { $0["name"]?.string ?? "" },
        text: { "access point \($0["name"]?.string ?? "")" }
    )

    private static let accessBlock = ResourceType.Element(
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

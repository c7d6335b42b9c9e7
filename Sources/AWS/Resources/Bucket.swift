import Document
import Guardrails
import Policy

extension Collector {
    static let bucket = Collector(bucketType) { reading, answers in
        // Any parameter makes S3 tell each bucket's region. One bucket is the first of those that
        // begin like it.
        var parameters: Object = ["MaxBuckets": 1000]
        if let id = reading.id { parameters = ["MaxBuckets": 1, "Prefix": .string(id)] }
        let buckets = await reading.reader.list(
            "s3",
            "ListBuckets",
            DocumentPath("Buckets"),
            region: reading.region,
            parameters,
            // S3 sorts by name, and what begins like the one is longer.
            until: { _ in reading.id != nil }
        )
        answers.listed(buckets.gap)
        let found = buckets.items.filter { reading.id == nil || $0["Name"]?.string == reading.id }
        var account = Answer.absent
        if reading.needs("account_access_block") && !found.isEmpty {
            account = await reading.reader.read(
                "s3control",
                "GetPublicAccessBlock",
                region: reading.region,
                ["AccountId": .string(reading.reader.account)]
            )
        }
        let accountBlock = whole(account, "account_access_block")
        await reading.each(found) { bucket in
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
        let arn = "arn:\(reading.reader.partition.name):s3:::\(name)"
        var draft = ResourceDraft(
            reading.name(id: name, arn: arn, name: name, region: region),
            aws: bucket
        )
        draft["created"] = bucket["CreationDate"]
        let read = { (attribute: String, operation: String) async -> Answer? in
            guard reading.needs(attribute) else { return nil }
            let parameters: Object = ["Bucket": .string(name)]
            let answer = await reading.reader.read(
                "s3",
                operation,
                region: region,
                parameters,
                asPart: true
            )
            return whole(answer, attribute)
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
        return draft.isGone ? nil : draft.resource
    }

    /// Asked for only where the policy leaves it to them; others cannot open a bucket.
    private static func readAccessPoints(
        of name: String,
        _ region: String,
        _ draft: inout ResourceDraft,
        _ reading: Reading,
        _ answers: Answers
    ) async {
        guard let policy = draft["policy"], PolicyDocument(policy).isLeftToAccessPoints else {
            return
        }
        let account = JSON.string(reading.reader.account)
        let listed = await reading.reader.list(
            "s3control",
            "ListAccessPoints",
            DocumentPath("AccessPointList"),
            region: region,
            ["AccountId": account, "Bucket": .string(name)]
        )
        var gap = listed.gap
        var points: [JSON] = []
        for point in listed.items where point["NetworkOrigin"] != "VPC" {
            let answer = await reading.reader.read(
                "s3control",
                "GetAccessPointPolicyStatus",
                region: region,
                ["AccountId": account, "Name": point["Name"] ?? ""]
            )
            switch answer {
            case .gap(let found): gap = gap ?? found
            case .absent, .gone: points.append(["name": point["Name"] ?? "", "public": false])
            case .complete(let document):
                if let isPublic = document["PolicyStatus"]?["IsPublic"] {
                    points.append(["name": point["Name"] ?? "", "public": isPublic])
                    guard isPublic == true else { continue }
                    // Its own block may close what its policy opens.
                    let blocked = await isBlocked(point, account, region, reading)
                    switch blocked {
                    case .success(true):
                        points[points.count - 1] = ["name": point["Name"] ?? "", "public": false]
                    case .success(false): break
                    case .failure(let found):
                        points.removeLast()
                        gap = gap ?? found
                    }
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

    /// Whether an access point's own public access block keeps its policy from letting everyone in.
    private static func isBlocked(
        _ point: JSON,
        _ account: JSON,
        _ region: String,
        _ reading: Reading
    ) async -> Result<Bool, Gap> {
        let answer = await reading.reader.read(
            "s3control",
            "GetAccessPoint",
            region: region,
            ["AccountId": account, "Name": point["Name"] ?? ""]
        )
        switch answer {
        case .gap(let gap): return .failure(gap)
        // It went meanwhile and lets nobody in.
        case .absent, .gone: return .success(true)
        case .complete(let document):
            let block = document["PublicAccessBlockConfiguration"]
            return .success(block?["RestrictPublicBuckets"]?.bool == true)
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
        let answer = await reading.reader.read(
            "s3",
            "GetBucketLocation",
            region: reading.region,
            ["Bucket": .string(name)],
            asPart: true
        )
        switch answer {
        case .absent, .gone: return nil
        case .gap(let gap):
            answers.listed(gap)
            return nil
        case .complete(let document):
            // S3's first regions go by other names here.
            switch document["LocationConstraint"]?.string {
            case nil: return reading.reader.partition.mainRegion
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

    private static func isPolicy(_ document: Object) -> Bool {
        policy(document)?["Statement"] != nil
    }

    /// What S3 never leaves out of an answer (Amazon S3 API Reference): where there is no such thing
    /// it says so by an error.
    private static let told: [String: DocumentPath] = [
        "acl": .init("Grants"),
        "policy_status": .init("PolicyStatus.IsPublic"),
        "access_block": .init("PublicAccessBlockConfiguration.BlockPublicAcls"),
        "account_access_block": .init("PublicAccessBlockConfiguration.BlockPublicAcls"),
        "encryption": .init("ServerSideEncryptionConfiguration.Rules"),
        "ownership": .init("OwnershipControls.Rules"),
        "tags": .init("TagSet"),
    ]

    /// An answer; a gap where what it must tell is missing.
    private static func whole(_ answer: Answer, _ attribute: String) -> Answer {
        guard case .complete(let document) = answer, let path = told[attribute],
            path.value(in: .object(document)) == nil
        else { return answer }
        return .gap(
            Gap(
                reason: .failed,
                permission: bucketType.permission(of: attribute),
                detail: "S3 does not tell the \(attribute)"
            )
        )
    }

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
        byID: .calls(["ListBuckets"], permissions: ["s3:ListAllMyBuckets"]),
        // "General purpose buckets overview": a name is used once in a partition.
        uniqueNames: [.arn, .id],
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
                calls: [
                    "s3control ListAccessPoints", "s3control GetAccessPointPolicyStatus",
                    "s3control GetAccessPoint",
                ],
                permissions: [
                    "s3:ListAccessPoints", "s3:GetAccessPointPolicyStatus", "s3:GetAccessPoint",
                ]
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
        aws: ModelShape("s3", "ListBuckets", DocumentPath("Buckets")),
        elements: BucketElements.all + [PolicyExposure.element],
        facts: [
            .init(
                "public",
                .flag,
                from: [
                    "acl", "policy", "policy_status", "access_points", "access_block",
                    "account_access_block",
                ],
                "the internet, or every AWS customer, can reach it",
                example: "resource.public",
                judge: PublicBucket.judge
            ), PolicyExposure.external(.bucket),
        ]
    )
}

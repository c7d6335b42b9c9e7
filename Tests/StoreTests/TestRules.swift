import Document
import Guardrails
import Store
import Testing

/// A small catalogue and guardrails over it: what the findings of these tests belong to.
enum TestRules {
    static let group = ResourceType(
        "ec2.security-group",
        title: "Security group",
        service: "ec2",
        isGlobal: false,
        listPermissions: ["ec2:DescribeSecurityGroups"],
        fields: [
            .init("open", .flag, "whether it is open"), .init("label", .text, "what it is called"),
        ]
    )

    static let box = ResourceType(
        "ec2.box",
        title: "Box",
        service: "ec2",
        isGlobal: false,
        listPermissions: ["ec2:List"],
        attributes: [.init("lid", permissions: ["ec2:GetLid"])],
        fields: [
            .init("size", .int, "how big"), .init("colour", .text, from: "lid", "of its lid"),
            .init("group", .text, "the label of its group"),
        ],
        facts: [
            .init("big", .flag, from: [], "whether it is big") { box in
                .known(.bool((box.document["size"]?.int ?? 0) > 5), because: [])
            }
        ]
    )

    static let bucket = ResourceType(
        "s3.bucket",
        title: "Bucket",
        service: "s3",
        isGlobal: true,
        listPermissions: ["s3:ListBuckets"],
        uniqueNames: [.arn, .id],
        fields: [.init("open", .flag, "whether it is open")]
    )

    static let catalogue = Catalogue([group, box, bucket])

    static func guardrail(
        _ name: String,
        resource: String = "ec2.security-group",
        criteria: String = "resource.open",
        severity: Severity = .high,
        more: String = ""
    ) -> RuleTexts.File {
        RuleTexts.File(
            file: "\(name).yaml",
            text: """
                guardrail: \(name)
                title: t
                severity: \(severity.rawValue)
                education: e
                resource: \(resource)
                criteria: \(criteria)
                \(more)
                tests: []
                """
        )
    }

    static func book(_ guardrails: [RuleTexts.File]) throws -> RuleBook {
        let texts = RuleTexts(
            configuration: RuleTexts.File(
                file: "parapet.yaml",
                text: "organization: {}\nenvironments: { prod: { names: [\"*\"] } }"
            ),
            guardrails: guardrails
        )
        return try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: catalogue)
    }

    /// `ssh` and `strict` over groups, the latter low and not to be excepted by tag; `big` over boxes;
    /// `crowded` over both; `bucket` over what is global.
    static let files = [
        guardrail("ssh"),
        guardrail("strict", severity: .low, more: "exceptions: { by-tag: false }"),
        guardrail("big", resource: "ec2.box", criteria: "resource.size > 5"),
        guardrail(
            "crowded",
            criteria: "related.boxes.exists(b, b.size > 5)",
            more: "related: { boxes: { resource: ec2.box, match: { group: resource.label } } }"
        ),
        guardrail("bucket", resource: "s3.bucket"),
    ]

    static func book() throws -> RuleBook { try book(files) }

    /// Over groups, by buckets of any account.
    static let far = guardrail(
        "far",
        criteria: "related.buckets.exists(b, b.open)",
        more: """
            related:
              buckets: { resource: s3.bucket, reach: estate, match: { id: resource.label } }
            """
    )
}

let ec2 = Scope(account: "111111111111", region: "us-east-1", service: "ec2")
let s3 = Scope(account: "111111111111", region: Scope.global, service: "s3")

func finding(
    _ resource: String,
    status: Finding.Status = .open,
    account: String = "111111111111",
    region: String = "us-east-1",
    guardrail: String = "ssh",
    type: String = "ec2.security-group"
) -> Finding {
    Finding(
        identity: Finding.Identity(
            guardrail: guardrail,
            account: account,
            region: region,
            type: type,
            resource: resource,
            part: "tcp/22"
        ),
        status: status,
        severity: .high,
        environment: "prod",
        arn: "arn:aws:ec2:\(resource)",
        because: [Because(text: "tcp 22 from \"anywhere\"", path: "ingress")]
    )
}

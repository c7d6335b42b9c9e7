import Document

@testable import Guardrails

/// Trails of account 1 whose bucket and topic may be anywhere.
enum EstateCases {
    static let catalogue = Catalogue([
        ResourceType(
            "t.trail",
            title: "Trail",
            service: "t",
            isGlobal: false,
            listPermissions: ["t:ListTrails"],
            uniqueNames: [.arn],
            attributes: [.init("target", permissions: ["t:GetTarget"])],
            fields: [
                .init("bucket", .text, "where it writes"),
                .init("topic", .text, "whom it tells"),
                .init("owner", .text, "whose desk it is on"),
                .init("desk", .text, from: "target", "which desk"),
            ]
        ),
        ResourceType(
            "s.bucket",
            title: "Bucket",
            service: "s",
            isGlobal: true,
            listPermissions: ["s:ListBuckets"],
            uniqueNames: [.arn, .id],
            attributes: [.init("lock", permissions: ["s:GetLock"])],
            fields: [.init("locked", .flag, from: "lock", "whether it is")]
        ),
        ResourceType(
            "n.topic",
            title: "Topic",
            service: "n",
            isGlobal: false,
            listPermissions: ["n:ListTopics"],
            uniqueNames: [.arn],
            fields: [.init("loud", .flag, "whether anybody hears it")]
        ),
        ResourceType(
            "d.desk",
            title: "Desk",
            service: "d",
            isGlobal: false,
            listPermissions: ["d:ListDesks"],
            fields: [.init("loud", .flag, "whether anybody hears it")]
        ),
    ])

    static let bucket = text(
        "buckets: { resource: s.bucket, reach: estate, match: { id: resource.bucket } }",
        "!related.buckets.exists(b, b.locked)"
    )
    static let topic = text(
        "topics: { resource: n.topic, reach: estate, match: { arn: resource.topic } }",
        "!related.topics.exists(t, t.loud)"
    )
    static let desk = text(
        """
        desks:
            resource: d.desk
            reach: estate
            match: { account: resource.owner, id: resource.desk }
        """,
        "!related.desks.exists(d, d.loud)"
    )

    static func text(_ related: String, _ criteria: String) -> String {
        """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.trail
        related:
          \(related)
        criteria: "\(criteria)"
        tests: []
        """
    }

    static func load(_ text: String, running tests: Bool = false) throws -> Guardrail {
        try Guardrail.load(yaml: text, file: "g.yaml", catalogue: catalogue, running: tests)
    }

    static func type(_ name: String) -> ResourceType { catalogue[name] ?? catalogue.types[0] }

    static let trail = Resource(
        name: ResourceName(type: "t.trail", account: "1", region: "r-1", id: "trail"),
        document: ["bucket": "logs", "topic": "arn:p:n:r-2:2:news", "owner": "2", "desk": "d-1"]
    )

    static func found(
        _ type: String,
        _ id: String,
        in account: String = "2",
        region: String = "r-2",
        arn: String? = nil,
        _ document: Object
    ) -> Resource {
        Resource(
            name: ResourceName(type: type, account: account, region: region, id: id, arn: arn),
            document: document
        )
    }

    static let logs = found("s.bucket", "logs", ["locked": true])
    static let news = found("n.topic", "news", arn: "arn:p:n:r-2:2:news", ["loud": true])
    static let seat = found("d.desk", "d-1", ["loud": true])

    /// An account's regions, each listed with these attributes; with a gap in those that are named.
    static func listing(
        _ type: String,
        in account: String,
        regions: [String] = ["r-1", "r-2"],
        attributes: [String] = ["lock"],
        denied: [String] = [],
        isWhole: Bool = true,
        refusal: Gap? = nil
    ) -> EstateListing {
        let type = Self.type(type)
        var coverage: [Scope: [Coverage]] = [:]
        for region in type.isGlobal ? [Scope.global] : regions {
            let scope = Scope(account: account, region: region, service: type.service)
            let permission = type.listPermissions[0]
            var listed = Coverage(type: type.name, attribute: nil, permission: permission)
            if denied.contains(region) {
                listed.gaps[Gap(reason: .denied, permission: permission)] = 1
            }
            coverage[scope] =
                [listed]
                + attributes.map { Coverage(type: type.name, attribute: $0, permission: "") }
        }
        return EstateListing(
            of: type,
            in: account,
            regions: regions,
            isWhole: isWhole,
            coverage: coverage,
            refusal: refusal
        )
    }

    static func judge(
        _ guardrail: Guardrail,
        of resource: Resource = trail,
        _ estate: EstateInventory
    ) -> Verdict.Outcome {
        let account = Account(id: "1", name: "n", environment: "prod")
        var inventory = Inventory()
        inventory.estate = estate
        return guardrail.judge(
            resource,
            in: Surroundings(
                account: account,
                regions: ["r-1"],
                estate: EstateValue(Estate(accounts: [account])),
                now: .epoch,
                exceptionTag: "x"
            ),
            inventory: inventory
        ).outcome
    }
}

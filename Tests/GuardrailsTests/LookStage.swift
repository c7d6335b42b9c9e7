import Document
import Testing

@testable import Guardrails

/// Boxes with holes, and guardrails that look at them: what the tests of looks are made of.
struct LookStage {
    static let hole = ResourceType.Element(
        "hole",
        fields: [.init("size", .int, "how wide it is"), .init("names", .list(.text), "its names")],
        key: { "\($0["size"]?.int ?? 0)" },
        text: { "a hole of \($0["size"]?.int ?? 0)" }
    )

    static let catalogue = Catalogue([
        ResourceType(
            "t.box",
            title: "Box",
            service: "t",
            isGlobal: false,
            listPermissions: ["t:ListBoxes"],
            tagAttribute: "tags",
            attributes: [
                .init("lid", permissions: ["t:GetLid"]), .init("tags", permissions: ["t:ListTags"]),
            ],
            fields: [
                .init("open", .flag, from: "lid", "whether it is open"),
                .init("labels", .list(.text), "what stands on it"),
                .init("holes", .list(.element("hole")), "its holes"),
            ],
            elements: [hole]
        ),
        ResourceType(
            "t.bag",
            title: "Bag",
            service: "t",
            isGlobal: false,
            listPermissions: ["t:ListBags"],
            fields: [.init("open", .flag, "whether it is open")]
        ),
    ])

    static func guardrail(
        _ name: String,
        _ criteria: String,
        resource: String = "t.box",
        more: String = ""
    ) throws -> Guardrail {
        try Guardrail.load(
            yaml: """
                guardrail: \(name)
                title: T
                severity: low
                education: E
                resource: \(resource)
                criteria: \(criteria)
                \(more)
                tests: []
                """,
            file: "\(name).yaml",
            catalogue: catalogue,
            running: false
        )
    }

    static let guardrails: [Guardrail] = {
        do {
            return [
                try guardrail("open", "resource.open"),
                try guardrail("bag", "resource.open", resource: "t.bag"),
                try guardrail("label", "resource.labels.exists(label, label == 'x')"),
                try guardrail("hole", "hole.size > 2", more: "each: { hole: resource.holes }"),
                try guardrail(
                    "filtered",
                    "resource.labels.size() > 0",
                    more: "filters: { unless: resource.open }"
                ),
            ]
        } catch {
            Issue.record("\(error)")
            return []
        }
    }()

    static let account = Account(id: "111122223333", name: "shop", environment: "prod")

    static func box(
        _ id: String,
        _ document: Object,
        type: String = "t.box",
        unread: [String: Gap] = [:],
        arn: String? = nil,
        name: String? = nil
    ) -> Resource {
        Resource(
            name: ResourceName(
                type: type,
                account: account.id,
                region: "r-1",
                id: id,
                arn: arn,
                name: name
            ),
            document: document,
            unread: unread
        )
    }

    static func key(_ id: String, type: String = "t.box") -> ResourceKey {
        ResourceKey(type: type, region: "r-1", id: id)
    }

    var resources: [Resource] = []
    /// Types of which not everything was listed.
    var incomplete: Set<String> = []
    var guardrails = Self.guardrails
    var account = Self.account
    var exceptions: [GrantedException] = []

    static let gap = Gap(reason: .denied, permission: "t:Get")

    func look(at subject: Look.Subject = .scope, now: Timestamp = .epoch) -> Look {
        var collection = Collection(resources: resources)
        collection.coverage = ["t.box", "t.bag"].map { type in
            Coverage(
                type: type,
                attribute: nil,
                permission: "t:List",
                gaps: incomplete.contains(type) ? [Self.gap: 1] : [:]
            )
        }
        return Look(
            account: account,
            guardrails: guardrails,
            estate: EstateValue(Estate(accounts: [account])),
            collection: collection,
            exceptions: exceptions,
            exceptionTag: "except",
            now: now,
            subject: subject
        )
    }
}

extension [Finding] {
    /// What stands once the changes are written.
    func applying(_ changes: [Change]) -> [Finding] {
        var standing = Dictionary(map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        for change in changes {
            switch change.event {
            case .resolved, .withdrawn: standing[change.finding.identity] = nil
            case .opened, .reopened, .excepted, .changed, .unverified, .verified, .unknown,
                .renamed:
                standing[change.finding.identity] = change.finding
            }
        }
        return standing.values.sorted { $0.identity < $1.identity }
    }
}

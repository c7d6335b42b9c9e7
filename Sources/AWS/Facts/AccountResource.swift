import Document
import Guardrails

/// The account itself: what belongs to none of its resources, such as a trail that is missing, is
/// said of it. Nothing is read for it.
public let accountResourceType = ResourceType(
    "aws.account",
    title: "AWS account",
    service: "account",
    isGlobal: true,
    listPermissions: [],
    fields: [
        .init("regions", .list(.text), "its regions that are swept"),
        .init(
            "baseline",
            .list(.element(Baseline.element.name)),
            "what its environment's baseline asks for"
        ),
    ],
    elements: [Baseline.element],
    functions: Baseline.functions
)

/// - Parameter baseline: the items that the account's environment asks for.
public func accountResource(
    _ account: Account,
    regions: [String],
    baseline: [JSON]
) -> Resource {
    var tags = Object()
    for (key, value) in account.tags.sorted(by: { $0.key < $1.key }) { tags[key] = .string(value) }
    return Resource(
        name: ResourceName(
            type: accountResourceType.name,
            account: account.id,
            region: Scope.global,
            id: account.id,
            name: account.name
        ),
        document: [
            "regions": .array(regions.sorted().map { .string($0) }),
            "baseline": .array(baseline), "tags": .object(tags),
        ]
    )
}

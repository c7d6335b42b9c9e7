import Document

/// An example in a guardrail's own file: a resource, and what the guardrail must say of it.
struct GuardrailTest {
    enum Expectation: String, CaseIterable { case violates, passes, unknown }

    let expectation: Expectation
    private(set) var resource: Resource
    let account: Account
    /// Further accounts that are ours.
    let others: [String]
    let regions: [String]
    private(set) var inventory: Inventory
    /// What happened, for guardrails that wait for events.
    let event: JSON?
    let now: Timestamp
    /// The parts that violate, where the example names them.
    let parts: [String]?
    let place: Place

    /// Nil with a problem where the example is not well formed.
    init?(_ value: YAMLValue, of guardrail: Guardrail) {
        let type = guardrail.type
        let entries = value.entries()
        guard entries.count == 1, let entry = entries.first,
            let expectation = Expectation(rawValue: entry.name)
        else {
            value.bad("expected one of violates, passes, unknown")
            return nil
        }
        let keys = entry.value.keys(
            ["resource", "account", "now", "unread", "parts", "related", "estate", "event"],
            required: ["resource"]
        )
        let owner =
            keys["account"]?.account(["regions"]) ?? Account(id: YAMLValue.account, name: "example")
        guard let document = keys["resource"],
            let resource = document.resource(type, owner.id, id: "example")
        else { return nil }
        self.expectation = expectation
        self.resource = resource
        account = owner
        others = keys["estate"]?.list().compactMap { $0.accountID() } ?? []
        regions = Self.regions(keys["account"])
        inventory = Inventory(keys["related"], of: guardrail, owner.id)
        event = keys["event"]?.json()
        var denied: [String: Gap] = [:]
        for value in keys["unread"]?.list() ?? [] {
            guard let name = value.text() else { continue }
            let names =
                type.attributes.map(\.name) + guardrail.related.map { "related.\($0.name)" }
            if type.attributes.contains(where: { $0.name == name }) {
                self.resource.unread[name] = Gap(
                    reason: .denied,
                    permission: type.permission(of: name)
                )
            } else if let related = guardrail.related.first(where: { name == "related.\($0.name)" })
            {
                let gap = Gap(
                    reason: .denied,
                    permission: related.type.listPermissions.first ?? ""
                )
                denied[related.type.name] = gap
                let regions = related.type.isGlobal ? [Scope.global] : regions
                inventory.gaps[related.type.name] = Dictionary(
                    regions.map { ($0, gap) },
                    uniquingKeysWith: { $1 }
                )
            } else {
                value.bad(
                    "'\(name)' is not an attribute of \(type.name)",
                    hint: "there is \(names.joined(separator: ", "))"
                )
            }
        }
        inventory.estate = EstateInventory(
            around: [self.resource],
            of: guardrail,
            related: inventory.resources,
            accounts: Set([owner.id] + others),
            gaps: denied
        )
        now = keys["now"]?.time() ?? Timestamp.epoch
        parts = keys["parts"]?.texts()
        place = value.place
    }

    private static func regions(_ value: YAMLValue?) -> [String] {
        guard let value, let regions = value.keysQuietly["regions"] else { return ["us-east-1"] }
        return regions.texts()
    }

    /// What the guardrail says; of an empty resource instead when asked.
    func verdict(of guardrail: Guardrail, emptied: Bool = false) -> Verdict {
        let resource = emptied ? self.resource.emptied : self.resource
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: EstateValue(
                Estate(
                    accounts: [account] + others.map { Account(id: $0, name: $0) },
                    knownNetworks: ["203.0.113.0/24"],
                    partners: ["999988887777"]
                )
            ),
            now: now,
            exceptionTag: "guardrail-exception"
        )
        var inventory = inventory
        if emptied {
            inventory = Inventory()
            inventory.estate = EstateInventory(
                around: [resource],
                of: guardrail,
                related: [:],
                accounts: Set([account.id] + others)
            )
        }
        guard let event else {
            return guardrail.judge(resource, in: surroundings, inventory: inventory)
        }
        return guardrail.judge(resource, after: event, in: surroundings, inventory: inventory)
    }

    /// Nil when the guardrail says what the example expects; else what it says instead.
    func failure(of guardrail: Guardrail, emptied: Bool = false) -> String? {
        let outcome = verdict(of: guardrail, emptied: emptied).outcome
        let violating: [String]
        let found: Expectation
        switch outcome {
        case .notJudged: (found, violating) = (.passes, [])
        case .unknown: (found, violating) = (.unknown, [])
        case .judged(let all):
            violating = all.filter { !$0.isUnknown }.map(\.key)
            found = all.isEmpty ? .passes : violating.isEmpty ? .unknown : .violates
        }
        guard found == expectation else {
            return "expected \(expectation.rawValue), found \(found.rawValue): \(outcome.text)"
        }
        guard let parts, parts.sorted() != violating.sorted() else { return nil }
        return "expected the parts \(parts.sorted()), found \(violating.sorted())"
    }
}

extension YAMLValue {
    /// Whose the examples of files are that name no account.
    package static let account = "111122223333"

    /// An example's account.
    ///
    /// - Parameter more: further keys, which somebody else reads.
    package func account(_ more: [String] = []) -> Account {
        let keys = keys(["id", "name", "environment", "tags", "unit"] + more)
        return Account(
            id: keys["id"]?.accountID() ?? Self.account,
            name: keys["name"]?.text() ?? "example",
            environment: keys["environment"]?.text(),
            tags: keys["tags"]?.textMap() ?? [:],
            unit: keys["unit"]?.text()
        )
    }

    package func time() -> Timestamp? {
        let time = text().flatMap { Timestamp($0) }
        if time == nil { wrong(Shape.timestamp.expectation) }
        return time
    }

    /// A resource as its type's documents are written.
    package func resource(_ type: ResourceType, _ account: String, id: String) -> Resource? {
        type.check(self)
        guard let members = json().object else { return nil }
        return Resource(
            name: ResourceName(
                type: type.name,
                account: account,
                region: members["region"]?.string ?? (type.isGlobal ? Scope.global : "us-east-1"),
                id: members["id"]?.string ?? id,
                arn: members["arn"]?.string,
                name: members["name"]?.string
            ),
            document: members
        )
    }
}

extension Inventory {
    /// An example's `related: { roles: [{ … }] }`.
    init(_ value: YAMLValue?, of guardrail: Guardrail, _ account: String) {
        self.init()
        let names = guardrail.related.map(\.name)
        for (name, list) in value?.keys(names) ?? [:] {
            guard let type = guardrail.related.first(where: { $0.name == name })?.type else {
                continue
            }
            for (index, item) in list.list().enumerated() {
                let owner = item.keysQuietly["account"]?.node.scalar?.string ?? account
                guard let found = item.resource(type, owner, id: "\(name)-\(index)") else {
                    continue
                }
                resources[type.name, default: []].append(found)
            }
        }
    }
}

extension Verdict.Outcome {
    /// For people, in one line.
    public var text: String {
        switch self {
        case .notJudged: "left out by a filter"
        case .unknown(let because): because.map(\.text).joined(separator: "; ")
        case .judged(let parts):
            parts.isEmpty
                ? "nothing violates"
                : parts.flatMap(\.because).map(\.text).joined(separator: "; ")
        }
    }
}

extension Resource {
    /// One of the same type and place of which nothing is known, what it is called included.
    fileprivate var emptied: Resource {
        Resource(
            name: ResourceName(
                type: name.type,
                account: name.account,
                region: name.region,
                id: "example"
            ),
            document: Object()
        )
    }
}

import Document

/// An example in a guardrail's own file: a resource, and what the guardrail must say of it.
struct GuardrailTest {
    enum Expectation: String, CaseIterable { case violates, passes, unknown }

    let expectation: Expectation
    let resource: Resource
    let account: Account
    let now: Timestamp
    /// The parts that violate, where the example names them.
    let parts: [String]?
    let place: Place

    /// Nil with a problem where the example is not well formed.
    init?(_ value: YAMLValue, of type: ResourceType) {
        let entries = value.entries()
        guard entries.count == 1, let entry = entries.first,
            let expectation = Expectation(rawValue: entry.name)
        else {
            value.bad("expected one of violates, passes, unknown")
            return nil
        }
        let keys = entry.value.keys(
            ["resource", "account", "now", "unread", "parts"],
            required: ["resource"]
        )
        guard let document = keys["resource"] else { return nil }
        type.check(document)
        guard let members = document.json().object else { return nil }
        let region = members["region"]?.string ?? (type.isGlobal ? Scope.global : "us-east-1")
        let owner = Self.account(keys["account"])
        var unread: [String: Gap] = [:]
        for value in keys["unread"]?.list() ?? [] {
            guard let name = value.text() else { continue }
            let names = type.attributes.map(\.name)
            if names.contains(name) {
                unread[name] = Gap(reason: .denied, permission: type.permission(of: name))
            } else {
                value.bad(
                    "'\(name)' is not an attribute of \(type.name)",
                    hint: "there is \(names.joined(separator: ", "))"
                )
            }
        }
        self.expectation = expectation
        resource = Resource(
            name: ResourceName(
                type: type.name,
                account: owner.id,
                region: region,
                id: members["id"]?.string ?? "example",
                arn: members["arn"]?.string,
                name: members["name"]?.string
            ),
            document: members,
            unread: unread
        )
        account = owner
        now = keys["now"].flatMap(Self.time) ?? Timestamp.epoch
        parts = keys["parts"]?.texts()
        place = value.place
    }

    private static func time(_ value: YAMLValue) -> Timestamp? {
        let time = value.text().flatMap { Timestamp($0) }
        if time == nil { value.wrong(Shape.timestamp.expectation) }
        return time
    }

    private static func account(_ value: YAMLValue?) -> Account {
        let keys = value?.keys(["id", "name", "environment", "tags", "unit"]) ?? [:]
        return Account(
            id: keys["id"]?.accountID() ?? "111122223333",
            name: keys["name"]?.text() ?? "example",
            environment: keys["environment"]?.text(),
            tags: keys["tags"]?.textMap() ?? [:],
            unit: keys["unit"]?.text()
        )
    }

    /// What the guardrail says; of an empty resource instead when asked.
    func verdict(of guardrail: Guardrail, emptied: Bool = false) -> Verdict {
        let resource =
            emptied ? Resource(name: self.resource.name, document: Object()) : self.resource
        return guardrail.judge(
            resource,
            in: Surroundings(
                account: account,
                estate: Estate(accounts: [account], knownNetworks: ["203.0.113.0/24"]),
                now: now,
                exceptionTag: "guardrail-exception"
            )
        )
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

extension Verdict.Outcome {
    /// For people, in one line.
    var text: String {
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

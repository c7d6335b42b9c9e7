import Document

public struct PolicyStatement: Sendable, Hashable {
    public let sid: String?
    public let isAllow: Bool
    /// Nil in policies of identities.
    public let principals: Selector<PrincipalPattern>?
    public let actions: Selector<String>
    /// Nil in trust policies, which speak of what they are attached to.
    public let resources: Selector<PolicyText>?
    public let conditions: [PolicyCondition]
    /// What of it could not be read: it may mean more or less than the rest says.
    public let doubts: [String]
    /// What it asks of a request, where no reading changes that.
    private(set) var kept = KeptSides(sides: nil)

    init(_ json: JSON, hasVariables: Bool) {
        var reader = ElementReader(json)
        sid = reader.texts("sid")?.first.flatMap { $0.isEmpty ? nil : $0 }
        let effects = reader.texts("effect") ?? []
        let effect = effects.count == 1 ? effects[0] : nil
        isAllow = effect == "Allow"
        if effect != "Allow" && effect != "Deny" { reader.doubt("its effect is not known") }
        principals = reader.selector("principal") { PrincipalPattern.all(in: $0) }
        actions =
            reader.selector("action") { PolicyStatement.texts($0) } ?? reader.missing("action")
        resources = reader.selector("resource") { json in
            Self.texts(json)?.map {
                PolicyText($0, hasWildcards: true, hasVariables: hasVariables)
            }
        }
        conditions = reader.conditions(hasVariables: hasVariables)
        doubts = reader.doubts
        kept = KeptSides(of: self)
    }

    private init(
        _ other: PolicyStatement,
        principals: Selector<PrincipalPattern>?,
        doubts: [String]
    ) {
        sid = other.sid
        isAllow = other.isAllow
        self.principals = principals
        actions = other.actions
        resources = other.resources
        conditions = other.conditions
        self.doubts = doubts
        kept = KeptSides(of: self)
    }

    /// The same for fewer principals.
    func with(principals: [PrincipalPattern]) -> PolicyStatement {
        PolicyStatement(self, principals: .only(principals), doubts: doubts)
    }

    /// The same where it has to name resources.
    var namingResources: PolicyStatement {
        guard resources == nil, !doubts.contains(Self.namesNoResource) else { return self }
        return PolicyStatement(
            self,
            principals: principals,
            doubts: doubts + [Self.namesNoResource]
        )
    }

    private static let namesNoResource = "it has no resource"

    /// A text or a list of texts; nil for anything else, and for a text that is too long.
    static func texts(_ json: JSON) -> [String]? {
        let items = json.array ?? [json]
        let texts = items.compactMap(\.string).filter { $0.utf8.count <= PolicyText.longest }
        return texts.count == items.count ? texts : nil
    }
}

/// Takes the elements of a statement one by one, and keeps what it could not read.
private struct ElementReader {
    private var elements: [String: JSON] = [:]
    private(set) var doubts: [String] = []

    private static let known: Set<String> = [
        "sid", "effect", "principal", "notprincipal", "action", "notaction", "resource",
        "notresource", "condition",
    ]

    init(_ json: JSON) {
        guard let object = json.object else {
            doubt("it is no object")
            return
        }
        for (name, value) in object {
            let key = name.lowercased()
            if !Self.known.contains(key) { doubt("'\(name)' is not known") }
            if elements.updateValue(value, forKey: key) != nil {
                doubt("'\(name)' is there twice")
                // Which one counts is not known: neither is read.
                elements[key] = .null
            }
        }
    }

    mutating func doubt(_ text: String) { doubts.append(text) }

    mutating func texts(_ name: String) -> [String]? {
        guard let value = elements[name] else { return nil }
        if let texts = PolicyStatement.texts(value) { return texts }
        doubt("its \(name) cannot be read")
        return nil
    }

    mutating func selector<Item>(
        _ name: String,
        _ read: (JSON) -> [Item]?
    ) -> Selector<Item>? {
        let (only, allBut) = (elements[name], elements["not" + name])
        if only != nil && allBut != nil {
            doubt("it has \(name) and not\(name)")
            return .allBut([])
        }
        guard let value = only ?? allBut else { return nil }
        guard let items = read(value) else {
            doubt("its \(name) cannot be read")
            return .allBut([])
        }
        return only != nil ? .only(items) : .allBut(items)
    }

    mutating func missing<Item>(_ name: String) -> Selector<Item> {
        doubt("it has no \(name)")
        return .allBut([])
    }

    private static func spelling(_ name: String, _ key: String) -> String {
        "\(name.lowercased()) \(key.lowercased())"
    }

    /// Operators with a key that differ from others by their case alone.
    private static func twice(in blocks: Object) -> Set<String> {
        var seen: Set<String> = []
        var twice: Set<String> = []
        for (name, keys) in blocks {
            for (key, _) in keys.object ?? [:] {
                let spelling = spelling(name, key)
                if !seen.insert(spelling).inserted { twice.insert(spelling) }
            }
        }
        return twice
    }

    mutating func conditions(hasVariables: Bool) -> [PolicyCondition] {
        guard let blocks = elements["condition"] else { return [] }
        var conditions: [PolicyCondition] = []
        guard let blocks = blocks.object else {
            doubt("its condition cannot be read")
            return []
        }
        let twice = Self.twice(in: blocks)
        for (name, keys) in blocks {
            guard let test = ConditionOperator(name), let keys = keys.object else {
                doubt("the condition operator '\(name)' is not known")
                continue
            }
            for (key, value) in keys {
                if twice.contains(Self.spelling(name, key)) {
                    // Which one counts is not known: neither is read.
                    doubt("the condition \(name) on \(key) is there in two spellings")
                    continue
                }
                guard PolicyCondition.isDocumented(test, on: key) else {
                    doubt("the condition \(name) on \(key) does not compare addresses")
                    continue
                }
                guard
                    let condition = PolicyCondition(
                        test,
                        key: key,
                        value,
                        hasVariables: hasVariables
                    )
                else {
                    doubt("the condition \(name) on \(key) cannot be read")
                    continue
                }
                conditions.append(condition)
            }
        }
        return conditions
    }
}

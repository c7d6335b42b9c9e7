import Document

extension RuleBook.Rule {
    /// A type that is read for a guardrail, with the attributes that it needs.
    public struct Read: Sendable, Hashable {
        public let type: String
        public let service: String
        /// Sorted.
        public let attributes: [String]
        /// One scope of an account has it all.
        public let isGlobal: Bool
        /// Whether all regions of an account are read, whatever the guardrail's filter says.
        public let isAround: Bool

        var json: JSON {
            [
                "type": .string(type), "service": .string(service),
                "attributes": .list(attributes), "global": .bool(isGlobal),
                "around": .bool(isAround),
            ]
        }
    }

    /// The accounts and regions that a guardrail is meant for; an empty list leaves out nothing.
    public struct Reach: Sendable, Hashable {
        public let accounts: [String]
        public let environments: [String]
        public let regions: [String]
        /// What it may do by environment, and as `default`.
        public let modes: [String: Mode]

        init(_ guardrail: Guardrail) {
            accounts = guardrail.filters.accounts.sorted()
            environments = guardrail.filters.environments.sorted()
            regions = guardrail.filters.regions.sorted()
            modes = guardrail.environments
        }

        var json: JSON {
            [
                "accounts": .list(accounts), "environments": .list(environments),
                "regions": .list(regions),
                "modes": .object(
                    Object(
                        modes.sorted { $0.key < $1.key }.map {
                            ($0.key, .string($0.value.rawValue))
                        }
                    )
                ),
            ]
        }
    }
}

extension Guardrail {
    /// The types that each part needs, by its key: those that its criteria name, and what all parts
    /// look at.
    var partTypes: [String: [String]] {
        guard case .parts(let parts) = criteria else { return [:] }
        let common = [filters.only, filters.unless, because].compactMap { $0?.source }
        return Dictionary(
            parts.map { part in
                let named = related.filter { related in
                    (common + [part.criteria.source]).contains {
                        $0.contains("related.\(related.name)")
                    }
                }
                let types = (type.isRead ? [type] : []) + named.map(\.type)
                return (part.key, Set(types.map(\.name)).sorted())
            },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// What must be read for it, by type.
    var ruleReads: [RuleBook.Rule.Read] {
        var around: Set<String> = []
        // What is related to the whole account is looked for in all its regions.
        if type.isGlobal { around = Set(related.map(\.type.name)) }
        around.formUnion(estateTypes.map(\.name))
        var types: [String: ResourceType] = [:]
        for type in readTypes { types[type.name] = type }
        return types.sorted { $0.key < $1.key }.map { name, type in
            RuleBook.Rule.Read(
                type: name,
                service: type.service,
                attributes: (reads[name] ?? []).sorted(),
                isGlobal: type.isGlobal,
                isAround: around.contains(name)
            )
        }
    }
}

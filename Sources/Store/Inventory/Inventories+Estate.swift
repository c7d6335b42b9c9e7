import Document
import Guardrails
import Platform

/// What guardrails ask of all accounts. Nothing is read but what has the names that are asked for.
extension Inventories {
    /// What is kept of some resources, whichever accounts they are in.
    public struct Named: Sendable {
        /// Without facts: they are judged anew.
        public var resources: [Resource] = []
        /// Those whose document was too large to be kept.
        public var omitted: [ResourceName] = []
    }

    /// How far some types are known in an account.
    public struct Known: Sendable {
        public let account: String
        /// Those that are swept.
        public let regions: [String]
        /// How the last look at each scope ended; a scope is missing where this batch's job failed,
        /// or nothing ever looked.
        public let coverage: [Scope: [Coverage]]
        /// Why nobody can look there at present; nil where somebody can.
        public let refusal: Gap?
    }

    /// One statement asks for no more.
    private static let maxNames = 1000

    /// The resources that are asked for, as far as they are there.
    ///
    /// - Parameter types: all that the lookups name.
    public func named(
        _ lookups: Set<EstateLookup>,
        types: [ResourceType]
    ) async throws(StoreError) -> Named {
        try await named(lookups, types: types) { (names) async throws(StoreError) in
            try await database.rows(
                "select * from parapet.named_inventory($1::jsonb)",
                [.json(names)]
            )
        }
    }

    /// The resources of a type that hold one of some texts, in whichever accounts they are.
    ///
    /// - Parameters:
    ///   - texts: upper and lower case are the same.
    ///   - path: of the field, member by member: a text, or a list of texts.
    public func holding(
        _ texts: [String],
        at path: [String],
        of type: ResourceType
    ) async throws(StoreError) -> Named {
        let rows = try await database.rows(
            "select * from parapet.holding_inventory($1, $2::text[], $3::text[])",
            [.text(type.name), .list(path), .list(texts.map { $0.lowercased() })]
        )
        var found = Named()
        try found.add(rows, [type])
        return found
    }

    func named(
        _ lookups: Set<EstateLookup>,
        types: [ResourceType],
        _ ask: (JSON) async throws(StoreError) -> Rows
    ) async throws(StoreError) -> Named {
        var found = Named()
        let names = Array(lookups)
        for start in stride(from: 0, to: names.count, by: Self.maxNames) {
            let part = names[start..<min(start + Self.maxNames, names.count)]
            try found.add(try await ask(.array(part.map(\.json))), types)
        }
        return found
    }

    /// - Parameter batch: the one whose failed jobs count.
    public func known(
        _ accounts: Set<String>,
        types: [ResourceType],
        batch: Int64
    ) async throws(StoreError) -> [Known] {
        guard !accounts.isEmpty else { return [] }
        let rows = try await database.rows(
            "select * from parapet.estate_coverage($1::bigint, $2::text[], $3::text[], $4::text[])",
            [
                .int(batch), .list(accounts.sorted()), .list(types.map(\.name)),
                .list(Set(types.map(\.service)).sorted()),
            ]
        )
        var known: [Known] = []
        for row in rows { known.append(try Known(row)) }
        return known
    }

    /// The first accounts, by their ids, in which a type is not known completely.
    ///
    /// - Parameters:
    ///   - region: of theirs, or ``Scope/global``; nil: in any.
    ///   - among: only of those; nil: of all.
    public func accounts(
        without type: ResourceType,
        region: String?,
        among accounts: [String]? = nil,
        limit: Int,
        batch: Int64
    ) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            """
            select account from parapet.accounts_without(
                $1::bigint, $2, $3, $4, $5::text[], $6::int
            ) account
            """,
            [
                .int(batch), .text(type.name), .text(type.service), Parameter(region),
                accounts.map { .list($0) } ?? .null, .int(limit),
            ]
        )
        var found: [String] = []
        for row in rows { found.append(try row.text("account")) }
        return found
    }
}

extension Inventories.Named {
    mutating func add(_ rows: Rows, _ types: [ResourceType]) throws(StoreError) {
        let facts = Dictionary(
            types.map { ($0.name, $0.facts.map(\.name)) },
            uniquingKeysWith: { first, _ in first }
        )
        for row in rows {
            let resource = try Inventories.resource(row, row.text("account"), facts)
            if row["omitted"].isNull {
                resources.append(resource)
            } else {
                omitted.append(resource.name)
            }
        }
    }
}

extension Inventories.Known {
    fileprivate init(_ row: Row) throws(StoreError) {
        account = try row.text("account")
        regions = try row.json("regions").texts
        var coverage: [Scope: [Coverage]] = [:]
        for item in try row.json("scopes").array ?? [] {
            guard let region = item["region"]?.string, let service = item["service"]?.string
            else { throw row.unreadable("scopes") }
            let scope = Scope(account: account, region: region, service: service)
            coverage[scope] = (item["reads"]?.array ?? []).compactMap { Coverage($0) }
        }
        self.coverage = coverage
        let permission = "sts:AssumeRole"
        switch row.optionalText("role_state").flatMap({ RoleState(rawValue: $0) }) {
        case _ where !(try row.truth("is_active")), nil:
            refusal = Gap(reason: .notCollected, permission: permission)
        case .assumed: refusal = nil
        case .refused:
            let detail = row.optionalText("role_detail") ?? ""
            refusal = Gap(reason: .denied, permission: permission, detail: detail)
        case .failed:
            let detail = row.optionalText("role_detail") ?? ""
            refusal = Gap(reason: .failed, permission: permission, detail: detail)
        }
    }
}

extension EstateLookup {
    fileprivate var json: JSON {
        var members: Object = ["type": .string(type)]
        switch name {
        case .arn(let arn): members["arn"] = .string(arn)
        case .id(let id):
            members["id"] = .string(id)
            members["account"] = .optional(account)
        }
        return .object(members)
    }
}

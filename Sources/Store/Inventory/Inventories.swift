import Document
import Guardrails
import Platform

/// The resources that sweeps saw, and how far they are known.
public struct Inventories: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// What is committed of a scope, by its hashes.
    public func known(_ scope: Scope) async throws(StoreError) -> [ResourceKey: String] {
        let rows = try await database.rows(
            "select * from parapet.scope_inventory($1, $2, $3)",
            [.text(scope.account), .text(scope.region), .text(scope.service)]
        )
        return try Self.known(rows)
    }

    /// What is committed of some resources of an account, likewise.
    public func known(
        _ resources: Set<ResourceKey>,
        in account: String
    ) async throws(StoreError) -> [ResourceKey: String] {
        let rows = try await database.rows(
            "select * from parapet.resource_inventory($1, $2::jsonb)",
            [.text(account), .json(.array(resources.map(\.json)))]
        )
        return try Self.known(rows)
    }

    private static func known(_ rows: Rows) throws(StoreError) -> [ResourceKey: String] {
        var known: [ResourceKey: String] = [:]
        for row in rows {
            let key = ResourceKey(
                type: try row.text("type"),
                region: try row.text("region"),
                id: try row.text("id")
            )
            known[key] = try row.text("hash")
        }
        return known
    }

    /// What is kept of an account's resources.
    public struct Contents: Sendable {
        /// Without facts: they are judged anew.
        public var resources: [Resource] = []
        /// Those whose document was too large to be kept: they are there, and nothing is known of
        /// them.
        public var omitted: [ResourceKey] = []
    }

    /// An account's resources of some types.
    ///
    /// - Parameter region: of types that live in regions only those there. Nil: all.
    public func contents(
        of account: String,
        types: [ResourceType],
        region: String? = nil
    ) async throws(StoreError) -> Contents {
        let rows = try await database.rows(
            "select * from parapet.account_inventory($1, $2::text[], $3::text[], $4)",
            [
                .text(account), .list(types.filter(\.isGlobal).map(\.name)),
                .list(types.filter { !$0.isGlobal }.map(\.name)), Parameter(region),
            ]
        )
        return try Self.contents(rows, account, types)
    }

    /// - Parameter account: of all rows; nil: they say it themselves.
    static func contents(
        _ rows: Rows,
        _ account: String?,
        _ types: [ResourceType]
    ) throws(StoreError) -> Contents {
        let facts = Dictionary(
            types.map { ($0.name, $0.facts.map(\.name)) },
            uniquingKeysWith: { first, _ in first }
        )
        var contents = Contents()
        for row in rows {
            var owner = account ?? ""
            if account == nil { owner = try row.text("account") }
            let resource = try resource(row, owner, facts)
            if row["omitted"].isNull {
                contents.resources.append(resource)
            } else {
                contents.omitted.append(ResourceKey(resource.name))
            }
        }
        return contents
    }

    static func resource(
        _ row: Row,
        _ account: String,
        _ facts: [String: [String]]
    ) throws(StoreError) -> Resource {
        let type = try row.text("type")
        var document = try row.json("document").object ?? Object()
        for fact in facts[type] ?? [] { document[fact] = nil }
        document["tags"] = try row.json("tags")
        let unread = (try row.json("unread").object ?? Object()).compactMap { name, json in
            Gap(json).map { (name, $0) }
        }
        return Resource(
            name: ResourceName(
                type: type,
                account: account,
                region: try row.text("region"),
                id: try row.text("id"),
                arn: row.optionalText("arn"),
                name: row.optionalText("name")
            ),
            document: document,
            unread: Dictionary(unread, uniquingKeysWith: { $1 })
        )
    }

    /// How the last look at each scope of an account ended. Nil where this batch's job failed, or
    /// nothing ever looked.
    public func coverage(
        of account: String,
        batch: Int64
    ) async throws(StoreError) -> [Scope: [Coverage]] {
        let rows = try await database.rows(
            "select * from parapet.account_coverage($1::bigint, $2)",
            [.int(batch), .text(account)]
        )
        var coverage: [Scope: [Coverage]] = [:]
        for row in rows where !(try row.truth("failed")) {
            let scope = Scope(
                account: account,
                region: try row.text("region"),
                service: try row.text("service")
            )
            coverage[scope] = (try row.json("coverage").array ?? []).compactMap { Coverage($0) }
        }
        return coverage
    }

    public func regions(of account: String) async throws(StoreError) -> [String] {
        let row = try await database.row(
            "select to_json(parapet.account_regions($1)) as regions",
            [.text(account)]
        )
        return try row.json("regions").texts
    }

    /// For the leader: forgets what has been gone for so many days.
    public func forget(afterDays days: Int, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.forget_inventory($1::bigint, $2::int)",
            [.int(token), .int(days)]
        )
    }
}

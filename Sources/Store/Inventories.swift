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
    public func known(_ scope: Scope) async throws(StoreError) -> [InventoryKey: String] {
        let rows = try await database.rows(
            "select * from parapet.scope_inventory($1, $2, $3)",
            [.text(scope.account), .text(scope.region), .text(scope.service)]
        )
        var known: [InventoryKey: String] = [:]
        for row in rows {
            let key = InventoryKey(
                type: try row.text("type"),
                region: try row.text("region"),
                id: try row.text("id")
            )
            known[key] = try row.text("hash")
        }
        return known
    }

    /// An account's resources of some types; facts are left out, they are judged anew.
    ///
    /// - Parameter region: of types that live in regions only those there. Nil: all.
    public func resources(
        of account: String,
        types: [ResourceType],
        region: String? = nil
    ) async throws(StoreError) -> [Resource] {
        let rows = try await database.rows(
            "select * from parapet.account_inventory($1, $2::text[], $3::text[], $4)",
            [
                .text(account), .list(types.filter(\.isGlobal).map(\.name)),
                .list(types.filter { !$0.isGlobal }.map(\.name)), Parameter(region),
            ]
        )
        let facts = Dictionary(
            types.map { ($0.name, $0.facts.map(\.name)) },
            uniquingKeysWith: { first, _ in first }
        )
        var resources: [Resource] = []
        for row in rows {
            let type = try row.text("type")
            var document = try row.json("document").object ?? Object()
            for fact in facts[type] ?? [] { document[fact] = nil }
            document["tags"] = try row.json("tags")
            let unread = (try row.json("unread").object ?? Object()).compactMap { name, json in
                Gap(json).map { (name, $0) }
            }
            resources.append(
                Resource(
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
            )
        }
        return resources
    }

    /// How the last look at each scope of an account ended. Nil where this sweep's job failed, or
    /// nothing ever looked.
    public func coverage(
        of account: String,
        sweep: String
    ) async throws(StoreError) -> [Scope: [Coverage]] {
        let rows = try await database.rows(
            "select * from parapet.account_coverage($1, $2)",
            [.text(sweep), .text(account)]
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

/// A resource within its scope's account.
public struct InventoryKey: Sendable, Hashable {
    public let type: String
    public let region: String
    public let id: String

    public init(type: String, region: String, id: String) {
        self.type = type
        self.region = region
        self.id = id
    }

    init(_ name: ResourceName) {
        self.init(type: name.type, region: name.region, id: name.id)
    }

    var json: JSON {
        ["type": .string(type), "region": .string(region), "id": .string(id)]
    }
}

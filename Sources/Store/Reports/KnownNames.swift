import Platform

/// Names that somebody may mean when they type them.
public struct KnownNames: Sendable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Of the newest rule book.
        case guardrail
        /// Of any rule book, and of any finding.
        case formerGuardrail
        case account, environment, region, unit
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Those of the names that nobody knows; nil where nothing of the kind is known at all, so that
    /// none can be told right from wrong.
    public func unknown(
        _ names: [String],
        _ kind: Kind
    ) async throws(StoreError) -> [String]? {
        let rows = try await database.rows(
            """
            select n.name, exists (
                select from (\(Self.query(kind))) k where k.name = n.name
            ) as known, exists (\(Self.query(kind))) as any_known
            from unnest($1::text[]) with ordinality as n (name, place) order by n.place
            """,
            [.list(names)]
        )
        var unknown: [String] = []
        for row in rows {
            guard try row.truth("any_known") else { return nil }
            if try !row.truth("known") { unknown.append(try row.text("name")) }
        }
        return unknown
    }

    /// All of a kind, by name: for suggestions.
    public func all(_ kind: Kind) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            "select distinct name from (\(Self.query(kind))) k order by 1"
        )
        var names: [String] = []
        for row in rows { names.append(try row.text("name")) }
        return names
    }

    /// The ids of the accounts of that name.
    public func accounts(named name: String) async throws(StoreError) -> [String] {
        let rows = try await database.rows(
            "select id from report.accounts where lower(name) = lower($1) order by id limit 5",
            [.text(name)]
        )
        var ids: [String] = []
        for row in rows { ids.append(try row.text("id")) }
        return ids
    }

    /// Whether the configuration in force sweeps named regions only, of any account.
    public func configuresRegions() async throws(StoreError) -> Bool {
        try await database.row(
            """
            select exists (select from report.configured_names where kind = 'region') as some
            """
        ).truth("some")
    }

    private static func query(_ kind: Kind) -> String {
        switch kind {
        case .guardrail: "select guardrail as name from report.guardrails where current"
        case .formerGuardrail:
            """
            select guardrail as name from report.guardrails
            union all select guardrail from report.findings
            where status = any ('{open,excepted,unknown,resolved}')
            """
        case .account:
            """
            select id as name from report.accounts
            union all select name from report.configured_names where kind = 'account'
            """
        case .environment:
            """
            select environment as name from report.accounts where environment is not null
            union all select name from report.configured_names where kind = 'environment'
            """
        case .region:
            """
            select unnest(regions) as name from report.accounts
            union all select name from report.configured_names where kind = 'region'
            """
        case .unit:
            """
            select unit as name from report.accounts where unit is not null
            union all select unnest(string_to_array(unit, '/')) from report.accounts
            where unit is not null
            """
        }
    }
}

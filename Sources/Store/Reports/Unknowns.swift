import Guardrails
import Platform

/// What could not be judged, and why.
public struct Unknowns: Sendable {
    /// What the same guardrail could not judge for the same reason.
    public struct Group: Sendable, Hashable {
        public let guardrail: String
        public let reason: String
        /// Sorted; without the empty one of whole resources.
        public let parts: [String]
        public let accounts: Int
        /// Whether parapet.yaml leaves out regions that it would have to look into.
        public var isOfRegions: Bool { reason.contains(Self.leftOut) }

        private static let leftOut = "regions: leaves out all but "
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Those of most accounts first.
    ///
    /// - Parameter narrowing: what is asked for; findings of regions stand under their own.
    public func groups(
        _ narrowing: Narrowing,
        limit: Int
    ) async throws(StoreError) -> [Group] {
        let rows = try await database.rows(
            """
            select f.guardrail, b ->> 'text' as reason, count(distinct f.account) as accounts,
                coalesce(
                    json_agg(distinct f.part order by f.part) filter (where f.part <> ''), '[]'
                ) as parts
            from report.findings f cross join lateral jsonb_array_elements(f.because) b
            where f.status = 'unknown'
                and ($1::text[] = '{}' or f.account = any ($1::text[]))
                and ($2::text[] = '{}' or f.region = any ($2::text[]))
                and ($3::text[] = '{}' or f.guardrail = any ($3::text[]))
                and ($4::text[] = '{}' or f.environment = any ($4::text[]))
            group by 1, 2 order by 3 desc, 1, 2 limit $5::int
            """,
            [
                .list(narrowing.accounts), .list(narrowing.regions), .list(narrowing.guardrails),
                .list(narrowing.environments), .int(Int64(limit)),
            ]
        )
        var groups: [Group] = []
        for row in rows {
            groups.append(
                Group(
                    guardrail: try row.text("guardrail"),
                    reason: try row.text("reason"),
                    parts: try row.json("parts").array?.compactMap(\.string) ?? [],
                    accounts: Int(try row.integer("accounts"))
                )
            )
        }
        return groups
    }
}

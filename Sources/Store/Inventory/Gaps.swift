import Document
import Guardrails
import Platform

/// What a sweep could not read.
public struct Gaps: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// The rows of `report.coverage` that the sweep left incomplete: reads, roles, failed jobs; and
    /// accounts of which it did not know the tags, which were asked for before it.
    public func of(sweep: String) async throws(StoreError) -> [JSON] {
        let narrowing = try await database.rows(
            "select narrowing -> 'accounts' as accounts from report.sweeps where id = $1",
            [.text(sweep)]
        )
        let accounts = try narrowing.first?.json("accounts").texts ?? []
        let rows = try await database.rows(
            """
            select json_build_object(
                'account', c.account, 'region', c.region, 'service', c.service,
                'resource_type', c.resource_type, 'attribute', c.attribute, 'state', c.state,
                'permission', c.permission, 'detail', c.detail, 'missing', c.missing
            ) as gap
            from report.coverage c join report.sweeps s on s.id = $1
            where c.state <> 'complete' and ($2::text[] = '{}' or c.account = any ($2::text[]))
                and (c.sweep = s.id or c.sweep is null and c.evaluated_at >= s.started_at
                    or c.service = 'organizations' and case
                        when s.narrowing -> 'accounts' = '[]' then true
                        else s.narrowing -> 'accounts' ? c.account end)
            order by c.account, c.region, c.service, c.resource_type, c.attribute
            """,
            [.text(sweep), .list(accounts)]
        )
        var gaps: [JSON] = []
        for row in rows { gaps.append(try row.json("gap")) }
        return gaps
    }
}

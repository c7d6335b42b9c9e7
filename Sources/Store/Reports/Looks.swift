import Guardrails
import Platform

/// Whether anybody has looked yet: an empty answer means something else where nobody has.
public struct Looks: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Why nothing can be said of some of what is named; nil where somebody looked at all of it.
    public func missing(_ narrowing: Narrowing) async throws(StoreError) -> String? {
        let row = try await database.row(
            "select exists (select from report.sweeps where state = 'done') as swept"
        )
        guard try row.truth("swept") else {
            return "no sweep has been done yet, so nothing is known: parapet sweep --wait"
        }
        guard !narrowing.accounts.isEmpty || !narrowing.environments.isEmpty else { return nil }
        let rows = try await database.rows(
            """
            select a.id from report.accounts a
            -- One by one, and no further than to the first read of each.
            left join lateral (
                select true as is_read from report.coverage c
                where c.account = a.id and c.resource_type is not null limit 1
            ) c on true
            where a.status = 'active' and ($1::text[] = '{}' or a.id = any ($1::text[]))
                and ($2::text[] = '{}' or a.environment = any ($2::text[]))
                and c.is_read is null
            order by a.id limit \(Self.shownAccounts + 1)
            """,
            [.list(narrowing.accounts), .list(narrowing.environments)]
        )
        var accounts: [String] = []
        for row in rows.prefix(Self.shownAccounts) { accounts.append(try row.text("id")) }
        guard !accounts.isEmpty else { return nil }
        let more = rows.count > Self.shownAccounts ? " and others" : ""
        return "nothing was read yet in \(accounts.joined(separator: ", "))\(more): "
            + "'parapet accounts' tells why, or 'parapet sweep --wait' looks"
    }

    /// Why no finding is listed, where everything named was looked at.
    public func whyEmpty(_ narrowing: Narrowing) async throws(StoreError) -> String {
        let row = try await database.row(
            """
            select to_char(max(finished_at) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
            from report.sweeps where state = 'done'
            """
        )
        let rest = narrowing.isFull ? "" : " of what is named here"
        return "no finding\(rest) is in such a state; the last sweep ended at "
            + "\(row.optionalText("at") ?? "an unknown time")"
    }

    private static let shownAccounts = 5
}

import Document
import Guardrails
import Platform

/// Reads how the estate stands.
public struct Standings: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    private static let shownRows = 50

    public func read() async throws(StoreError) -> Standing {
        let figures = try await database.row(
            """
            select
                (select count(*) from report.findings where unverified and status <> 'resolved')
                    as unverified,
                (select count(*) from report.accounts where status = 'active') as accounts,
                (select json_build_object('id', id, 'finished_at', \(Self.time("finished_at")))
                    from report.sweeps where state = 'done' order by finished_at desc limit 1)
                    as sweep,
                (select complete from report.coverage_totals) as complete,
                (select count(*) from report.coverage where state <> 'complete') as incomplete
            """
        )
        return Standing(
            counts: try await counts(),
            unverified: Int(try figures.integer("unverified")),
            accounts: Int(try figures.integer("accounts")),
            sweep: try figures.json("sweep"),
            requests: try await list("exceptions where state = 'requested'", by: "requested_at"),
            ending: try await list("expiring_exceptions", by: "until"),
            refusing: try await list(
                "accounts where status = 'active' and role_state in ('refused', 'failed')",
                by: "id"
            ),
            unclassified: try await list(
                "accounts where status = 'active' and environment is null",
                by: "id"
            ),
            failures: try await list("job_failures", by: "failed_at desc, job desc"),
            gaps: try await list("coverage_gaps", by: "missing desc, permission, state"),
            coverage: (
                Int(try figures.integer("complete")),
                Int(try figures.integer("complete") + figures.integer("incomplete"))
            )
        )
    }

    private func counts() async throws(StoreError) -> [Standing.Count] {
        let rows = try await database.rows(
            """
            select guardrail, min(title) as title, severity, environment, status,
                count(*) as findings
            from report.findings where status <> 'resolved' group by 1, 3, 4, 5 order by 1, 3, 4, 5
            """
        )
        var counts: [Standing.Count] = []
        for row in rows {
            guard let severity = Severity(rawValue: try row.text("severity")),
                let status = Finding.Status(rawValue: try row.text("status"))
            else { throw row.unreadable("severity") }
            counts.append(
                Standing.Count(
                    guardrail: try row.text("guardrail"),
                    title: row.optionalText("title"),
                    severity: severity,
                    environment: row.optionalText("environment"),
                    status: status,
                    findings: Int(try row.integer("findings"))
                )
            )
        }
        return counts
    }

    private func list(_ view: String, by order: String) async throws(StoreError) -> Standing.List {
        let rows = try await database.rows(
            """
            select to_json(v) as row, count(*) over () as count
            from (select * from report.\(view)) v order by \(order) limit \(Self.shownRows)
            """
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("row")) }
        return Standing.List(rows: found, count: Int(rows.first?["count"].int ?? 0))
    }

    private static func time(_ column: String) -> String {
        "to_char(\(column) at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    }
}

import Document
import Guardrails
import Platform

extension Sweeps {
    /// Every sweep that has not ended, the oldest first. A coordinator that takes over goes on
    /// from these states.
    public func active(token: Int64) async throws(StoreError) -> [Active] {
        let rows = try await database.rows(
            "select * from parapet.active_sweeps($1::bigint)",
            [.int(token)]
        )
        var sweeps: [Active] = []
        for row in rows {
            sweeps.append(
                Active(
                    id: try row.text("id"),
                    state: try Self.state(row),
                    narrowing: Narrowing(try row.json("narrowing")),
                    requestedBy: try row.text("requested_by"),
                    isJoined: try row.truth("joined")
                )
            )
        }
        return sweeps
    }

    /// requested → discovering: stores the material, brings the accounts up to date (those missing
    /// from the estate have left) and opens a discovery job for each account in `discover`.
    public func begin(
        _ sweep: String,
        token: Int64,
        material: SweepMaterial,
        discover: [String]
    ) async throws(StoreError) {
        _ = try await database.row(
            """
            select parapet.begin_discovery(
                $1::bigint, $2, $3, $4::jsonb, $5::jsonb, $6::text[]
            )
            """,
            [
                .int(token), .text(sweep), .text(material.configuration),
                .json(.array(material.guardrails.map(\.json))), .json(material.estate.json),
                .list(discover),
            ]
        )
    }

    /// discovering → running: copies one scan job per scope in and opens them to the workers, all
    /// in one transaction. Answers how many.
    public func enqueue(
        _ sweep: String,
        token: Int64,
        scopes: [Scope]
    ) async throws(StoreError) -> Int {
        try await enqueue(sweep, token, scopes, kind: .scan, opening: "begin_scan")
    }

    /// After the last scan: the same for the jobs that judge over what the scans committed.
    public func enqueueJoins(
        _ sweep: String,
        token: Int64,
        scopes: [Scope]
    ) async throws(StoreError) -> Int {
        try await enqueue(sweep, token, scopes, kind: .join, opening: "begin_join")
    }

    private func enqueue(
        _ sweep: String,
        _ token: Int64,
        _ scopes: [Scope],
        kind: LeasedJob.Kind,
        opening: String
    ) async throws(StoreError) -> Int {
        let jobs = scopes.map { scope -> [Parameter] in
            [
                .text(sweep), .text(kind.rawValue), .text(scope.account), .text(scope.region),
                .text(scope.service),
            ]
        }
        do throws(DatabaseError) {
            let rows = try await database.transaction {
                (connection) async throws(DatabaseError) -> Rows in
                try await connection.copyIn(
                    "copy parapet.job (sweep, kind, account, region, service) from stdin",
                    jobs
                )
                return try await connection.query(
                    "select parapet.\(opening)($1::bigint, $2) as jobs",
                    [.int(token), .text(sweep)]
                )
            }
            return rows.first.flatMap { $0["jobs"].int }.map { Int($0) } ?? 0
        } catch {
            throw StoreError(error)
        }
    }

    /// running → done, once no job is left; answers the figures as CONTRACTS has them.
    public func finish(_ sweep: String, token: Int64) async throws(StoreError) -> JSON {
        let row = try await database.row(
            "select parapet.finish_sweep($1::bigint, $2) as summary",
            [.int(token), .text(sweep)]
        )
        return try row.json("summary")
    }

    /// Ends a sweep that cannot go on; its jobs are dropped.
    public func fail(_ sweep: String, token: Int64, error: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.fail_sweep($1::bigint, $2, $3)",
            [.int(token), .text(sweep), .text(error)]
        )
    }
}

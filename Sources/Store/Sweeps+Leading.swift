import Document
import Guardrails
import Platform

extension Sweeps {
    /// Every sweep that has not ended and is not paused, the oldest first. A coordinator that takes
    /// over goes on from these states. Their jobs are counted up to `enough`.
    public func active(token: Int64, enough: Int = 1) async throws(StoreError) -> [Active] {
        let rows = try await database.rows(
            "select * from parapet.active_sweeps($1::bigint, $2::int)",
            [.int(token), .int(enough)]
        )
        var sweeps: [Active] = []
        for row in rows {
            sweeps.append(
                Active(
                    id: try row.text("id"),
                    state: try Self.state(row),
                    narrowing: Narrowing(try row.json("narrowing")),
                    requestedBy: try row.text("requested_by"),
                    jobsLeft: Int(try row.integer("jobs_left")),
                    isWaiting: try row.truth("waits")
                )
            )
        }
        return sweeps
    }

    /// requested → discovering: stores the material, brings the accounts up to date (those missing
    /// from the estate have left) and opens a discovery job for each account in `discover`. At most
    /// `accountJobs` jobs run in one account at once.
    public func begin(
        _ sweep: String,
        token: Int64,
        material: SweepMaterial,
        discover: [String],
        accountJobs: Int = Configuration.Queue().jobsPerAccount
    ) async throws(StoreError) {
        _ = try await database.row(
            """
            select parapet.begin_discovery(
                $1::bigint, $2, $3, $4::jsonb, $5::jsonb, $6::text[], $7::int
            )
            """,
            [
                .int(token), .text(sweep), .text(material.configuration),
                .json(.array(material.guardrails.map(\.json))), .json(material.estate.json),
                .list(discover), .int(accountJobs),
            ]
        )
    }

    /// From so many jobs on a sweep has tables of its own, dropped when it has ended.
    public static let partitionJobs = 10_000

    /// discovering → running: copies one job per scope in and opens them to the workers, all in one
    /// transaction. The joins wait until the scans of their account have ended. Answers how many.
    public func enqueue(
        _ sweep: String,
        token: Int64,
        scopes: [Scope],
        joins: [Scope] = [],
        partitionJobs: Int = partitionJobs
    ) async throws(StoreError) -> Int {
        let jobs =
            Self.rows(sweep, .scan, scopes, waits: false)
            + Self.rows(sweep, .join, joins, waits: true)
        do throws(DatabaseError) {
            guard jobs.count >= partitionJobs else {
                return try await copy(jobs, of: sweep, token, isBig: false)
            }
            do throws(DatabaseError) {
                return try await copy(jobs, of: sweep, token, isBig: true)
            } catch  where error.sqlState == Self.lockTimedOut {
                // Somebody reads the queue for long: then among the others, slower and in time.
                return try await copy(jobs, of: sweep, token, isBig: false)
            }
        } catch {
            throw StoreError(error)
        }
    }

    private static let lockTimedOut = "55P03"

    private func copy(
        _ jobs: [[Parameter]],
        of sweep: String,
        _ token: Int64,
        isBig: Bool
    ) async throws(DatabaseError) -> Int {
        let rows = try await database.transaction {
            (connection) async throws(DatabaseError) -> Rows in
            var table = "parapet.job"
            if isBig {
                let opened = try await connection.query(
                    "select parapet.open_partition($1::bigint, $2) as name",
                    [.int(token), .text(sweep)]
                )
                table = opened.first?["name"].string ?? table
            }
            try await connection.copyIn(
                "copy \(table) (sweep, kind, account, region, service, waits) from stdin",
                jobs
            )
            return try await connection.query(
                "select parapet.begin_scan($1::bigint, $2) as jobs",
                [.int(token), .text(sweep)]
            )
        }
        return rows.first.flatMap { $0["jobs"].int }.map { Int($0) } ?? 0
    }

    /// Jobs of one account lie far apart, so that one whose gate is full does not hold up the rest.
    private static func rows(
        _ sweep: String,
        _ kind: LeasedJob.Kind,
        _ scopes: [Scope],
        waits: Bool
    ) -> [[Parameter]] {
        scopes.sorted {
            ($0.region, $0.service, $0.account) < ($1.region, $1.service, $1.account)
        }.map { scope in
            [
                .text(sweep), .text(kind.rawValue), .text(scope.account), .text(scope.region),
                .text(scope.service), .text(waits ? "t" : "f"),
            ]
        }
    }

    /// Opens the joins whose account's scans have ended; answers how many.
    public func openWaiting(_ sweep: String, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.open_waiting($1::bigint, $2) as jobs",
            [.int(token), .text(sweep)]
        )
        return Int(try row.integer("jobs"))
    }

    /// Clears the queue of sweeps that have ended, `limit` rows at a time; answers whether there is
    /// more.
    public func clearEnded(token: Int64, limit: Int = 10_000) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select parapet.clear_ended_sweeps($1::bigint, $2::int) as more",
            [.int(token), .int(limit)]
        )
        return try row.truth("more")
    }

    /// running → done, once no job is left; answers the figures as CONTRACTS has them.
    public func finish(_ sweep: String, token: Int64) async throws(StoreError) -> JSON {
        let row = try await database.row(
            "select parapet.finish_sweep($1::bigint, $2) as summary",
            [.int(token), .text(sweep)]
        )
        return try row.json("summary")
    }

    /// Ends a sweep that cannot go on.
    public func fail(_ sweep: String, token: Int64, error: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.fail_sweep($1::bigint, $2, $3)",
            [.int(token), .text(sweep), .text(error)]
        )
    }
}

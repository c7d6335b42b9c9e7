import Document
import Platform

/// Jobs that ran out of attempts, each with its last error.
public struct DeadJobs: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// As `report.job_failures` has them, the newest first.
    public func all(sweep: String? = nil, job: Int? = nil) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(f) as entry from report.job_failures f
            where ($1::text is null or sweep = $1) and ($2::bigint is null or job = $2)
            order by f.failed_at desc, f.job desc
            """,
            [Parameter(sweep), job.map { .int($0) } ?? .null]
        )
        var jobs: [JSON] = []
        for row in rows { jobs.append(try row.json("entry")) }
        return jobs
    }

    /// Puts one back into the queue. False where its sweep does not run any more.
    public func retry(_ job: Int) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select parapet.retry_job($1::bigint) as retried",
            [.int(job)]
        )
        return try row.truth("retried")
    }
}

import Document
import Guardrails
import Platform

/// The job queue as one process sees it. Every call is one statement.
public struct Queue: Sendable {
    public enum Role: String, Sendable, Hashable {
        case worker, coordinator
    }

    let database: Database
    /// Drawn by lot at each start, so that a restarted process cannot pass for its predecessor.
    public let process: String

    public init(database: Database, process: String) {
        self.database = database
        self.process = process
    }

    /// Keeps the leases of this process alive. Must have been called before the first claim.
    public func heartbeat(role: Role, host: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.heartbeat($1, $2, $3)",
            [.text(process), .text(role.rawValue), .text(host)]
        )
    }

    /// A clean stop: gives back what is still held. A job that was given back `budget` times is
    /// dead.
    public func retire(budget: Int) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.retire($1, $2::int)",
            [.text(process), .int(budget)]
        )
    }

    /// Leases up to `limit` jobs: at most one per scope among all workers, and as many per account
    /// as the sweep allows. The cursors are carried from claim to claim.
    public func claim(
        limit: Int,
        deadlineSeconds: Int,
        cursors: inout ClaimCursors
    ) async throws(StoreError) -> [LeasedJob] {
        let rows = try await database.rows(
            "select * from parapet.claim($1, $2::int, $3::int, $4::jsonb, $5::int) order by id",
            [
                .text(process), .int(limit), .int(deadlineSeconds), .json(cursors.json),
                .int(cursors.turn),
            ]
        )
        var jobs: [LeasedJob] = []
        for row in rows { jobs.append(try job(row)) }
        cursors.advance(past: jobs)
        return jobs
    }

    private func job(_ row: Row) throws(StoreError) -> LeasedJob {
        guard let kind = LeasedJob.Kind(rawValue: try row.text("kind")) else {
            throw row.unreadable("kind")
        }
        return LeasedJob(
            id: try row.integer("id"),
            sweep: try row.text("sweep"),
            kind: kind,
            scope: Scope(
                account: try row.text("account"),
                region: try row.text("region"),
                service: try row.text("service")
            ),
            attempt: Int(try row.integer("attempt")),
            worker: process,
            failures: Int(try row.integer("failures")),
            throttles: Int(try row.integer("throttles"))
        )
    }

    /// Puts back what this process was given more than `olderSeconds` ago and does not hold: the
    /// answer to a claim was lost, or the end of a job could not be said. Answers how many.
    public func returnUnheld(
        held: [Int64],
        deadlineSeconds: Int,
        olderSeconds: Int,
        budget: Int
    ) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.return_unheld($1, $2::bigint[], $3::int, $4::int, $5::int) as jobs",
            [
                .text(process), .list(held.map { String($0) }), .int(deadlineSeconds),
                .int(olderSeconds), .int(budget),
            ]
        )
        return Int(try row.integer("jobs"))
    }

    /// Gives back the jobs of workers without a heartbeat for `leaseSeconds` and those past their
    /// deadline, counting a failure each. Answers how many.
    public func reap(leaseSeconds: Int, budget: Int) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.reap($1::int, $2::int) as jobs",
            [.int(leaseSeconds), .int(budget)]
        )
        return Int(try row.integer("jobs"))
    }
}

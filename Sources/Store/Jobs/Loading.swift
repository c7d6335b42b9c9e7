import Document
import Guardrails
import Platform

extension SweepLeading {
    /// From so many jobs on a sweep has tables of its own, dropped when it has ended.
    public static let partitionJobs = 10_000

    /// discovering → running: copies one job per scope in and opens them to the workers, all in one
    /// transaction. The joins wait until the scans of their account have ended, those over the estate
    /// until all have. Answers how many.
    public func enqueue(
        _ sweep: String,
        scans: Plan,
        joins: Plan = Plan(),
        estateJoins: Plan = Plan(),
        partitionJobs: Int = partitionJobs,
        token: Int64
    ) async throws(StoreError) -> Int {
        let jobs = [(Job.Kind.scan, scans), (.join, joins), (.estate, estateJoins)]
        let count = jobs.reduce(0) { $0 + $1.1.count }
        let isBig = count >= partitionJobs
        do throws(DatabaseError) {
            do throws(DatabaseError) {
                try await load(jobs, into: sweep, token, isBig: isBig)
            } catch  where isBig && error.sqlState == Self.lockTimedOut {
                // Somebody reads the queue for long: then among the others, slower and in time.
                try await load(jobs, into: sweep, token, isBig: false)
            }
        } catch {
            throw StoreError(error)
        }
        return count
    }

    private static let lockTimedOut = "55P03"

    private func load(
        _ jobs: [(kind: Job.Kind, plan: Plan)],
        into sweep: String,
        _ token: Int64,
        isBig: Bool
    ) async throws(DatabaseError) {
        try await database.transaction { (connection) async throws(DatabaseError) in
            let opened = try await connection.query(
                "select target, batch from parapet.open_loading($1::bigint, $2, $3)",
                [.int(token), .text(sweep), .bool(isBig)]
            )
            guard let target = opened.first?["target"].string,
                let batch = opened.first?["batch"].int
            else { throw DatabaseError(.other, "open_loading answered nothing") }
            let copy =
                "copy \(target) (batch, kind, account, gate, payload, waits) from stdin"
            for (kind, plan) in jobs where kind != .estate || plan.count > 0 {
                let rows = JobRows(batch, kind, plan, waits: kind != .scan)
                try await connection.copyIn(copy, rows)
            }
            _ = try await connection.query(
                "select parapet.begin_scan($1::bigint, $2)",
                [.int(token), .text(sweep)]
            )
        }
    }
}

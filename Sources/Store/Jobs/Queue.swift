import Document
import Guardrails
import Platform

/// The job queue as one process sees it. Every call is one statement.
public struct Queue: Sendable {
    let database: Database
    public let process: Process
    private let clock: ClockWatch
    private let beatSeconds: Double

    /// - Parameters:
    ///   - clock: measures this machine's clock at each heartbeat.
    ///   - beatSeconds: between two heartbeats.
    public init(
        database: Database,
        process: Process,
        clock: ClockWatch = ClockWatch(),
        beatSeconds: Double = 15
    ) {
        self.database = database
        self.process = process
        self.clock = clock
        self.beatSeconds = beatSeconds
    }

    /// Keeps the leases of this process alive, and measures its clock against the database's. Must have
    /// been called before the first claim.
    ///
    /// - Returns: the version of the schema.
    @discardableResult
    public func heartbeat(host: String) async throws(StoreError) -> Int {
        let asked = clock.now()
        let row = try await database.row(
            """
            select version, to_json(moment at time zone 'utc') #>> '{}' || 'Z' as moment
            from parapet.sign_of_life($1, $2, $3, $4::double precision, $5::double precision)
            """,
            [
                .text(process.secret), .text(process.role.rawValue), .text(host),
                .double(beatSeconds), .double(clock.aheadSeconds),
            ]
        )
        guard let theirs = Timestamp(try row.text("moment")) else {
            throw row.unreadable("moment")
        }
        clock.measure(asked: asked, theirs: theirs, answered: clock.now())
        return Int(try row.integer("version"))
    }

    /// A clean stop: gives back what is still held. A job that was given back `budget` times is
    /// dead.
    public func retire(budget: Int) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.retire($1, $2::int)",
            [.text(process.secret), .int(budget)]
        )
    }

    /// Leases up to `limit` jobs: at most one per gate among all workers, and as many per account
    /// as the batch allows. The cursors are carried from claim to claim.
    public func claim(
        _ kinds: [Job.Kind] = Job.Kind.allCases,
        limit: Int,
        deadlineSeconds: Int,
        cursors: inout ClaimCursors
    ) async throws(StoreError) -> [Job] {
        let rows = try await database.rows(
            """
            select * from parapet.claim($1, $2::text[], $3::int, $4::int, $5::jsonb, $6::int)
            order by id
            """,
            [
                .text(process.secret), .list(kinds.map(\.rawValue)), .int(limit),
                .int(deadlineSeconds), .json(cursors.json),
                .int(cursors.turn),
            ]
        )
        var jobs: [Job] = []
        for row in rows { jobs.append(try Self.job(row)) }
        cursors.advance(past: jobs)
        return jobs
    }

    private static func job(_ row: Row) throws(StoreError) -> Job {
        guard let kind = Job.Kind(rawValue: try row.text("kind")) else {
            throw row.unreadable("kind")
        }
        return Job(
            id: try row.integer("id"),
            batch: try row.integer("batch"),
            kind: kind,
            account: try row.text("account"),
            payload: try row.json("payload"),
            rules: row["rules"].int,
            attempt: Int(try row.integer("attempt")),
            failures: Int(try row.integer("failures")),
            throttles: Int(try row.integer("throttles")),
            generation: try row.integer("generation")
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
                .text(process.secret), .list(held.map { String($0) }), .int(deadlineSeconds),
                .int(olderSeconds), .int(budget),
            ]
        )
        return Int(try row.integer("jobs"))
    }
}

import Document
import Guardrails
import Platform

/// Takes sweeps from one state to the next. For the leader alone: everything takes its `token`, and
/// throws ``StoreError/Kind/leaseLost`` when another coordinator has taken over.
public struct SweepLeading: Sendable {
    /// A sweep that someone has to lead to its end.
    public struct Active: Sendable, Hashable {
        public let id: String
        public let state: Sweeps.State
        public let narrowing: Narrowing
        /// Whether it asks for accounts and roles anew.
        public let refresh: Bool
        public let requested: Timestamp
        /// What it judges with, once it has begun.
        public let rules: Int64?
        public let estate: Int64?
    }

    /// How far one is.
    public struct Position: Sendable, Hashable {
        public let state: Sweeps.State
        /// Counted up to 100.
        public let jobsLeft: Int
        /// Whether jobs wait for others.
        public let isWaiting: Bool
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Every sweep that has not ended and is not paused, the oldest first. A coordinator that takes
    /// over goes on from these states.
    public func active(token: Int64) async throws(StoreError) -> [Active] {
        let rows = try await database.rows(
            """
            select id, state, narrowing, refresh, rules, estate,
                to_json(requested_at) #>> '{}' as requested
            from parapet.active_sweeps($1::bigint)
            """,
            [.int(token)]
        )
        var sweeps: [Active] = []
        for row in rows {
            guard let requested = Timestamp(try row.text("requested")) else {
                throw row.unreadable("requested")
            }
            sweeps.append(
                Active(
                    id: try row.text("id"),
                    state: try Self.state(row),
                    narrowing: Narrowing(try row.json("narrowing")),
                    refresh: try row.truth("refresh"),
                    requested: requested,
                    rules: row["rules"].int,
                    estate: row["estate"].int
                )
            )
        }
        return sweeps
    }

    /// One of them; nil where it has ended or is paused.
    public func active(_ sweep: String, token: Int64) async throws(StoreError) -> Active? {
        try await active(token: token).first { $0.id == sweep }
    }

    public func position(_ sweep: String, token: Int64) async throws(StoreError) -> Position {
        let row = try await database.row(
            "select * from parapet.sweep_position($1::bigint, $2)",
            [.int(token), .text(sweep)]
        )
        return Position(
            state: try Self.state(row),
            jobsLeft: Int(try row.integer("left_over")),
            isWaiting: try row.truth("waits")
        )
    }

    /// requested → discovering: says what it judges with, brings the accounts up to date (those
    /// missing from the estate have left), and opens a discovery job for each account in `discover`.
    ///
    /// - Parameter known: since when the accounts are known; nil without an organization.
    public func begin(
        _ sweep: String,
        rules: Int64,
        estate: Int64,
        known: Timestamp?,
        discover: [String],
        accountJobs: Int = Configuration.Queue().jobsPerAccount,
        notes: SweepNotes = SweepNotes(),
        token: Int64
    ) async throws(StoreError) {
        _ = try await database.row(
            """
            select parapet.begin_sweep(
                $1::bigint, $2, $3::int, $4::int, $5::timestamptz, $6::text[], $7::int, $8::jsonb
            )
            """,
            [
                .int(token), .text(sweep), .int(rules), .int(estate), Parameter(known?.rfc3339),
                .list(discover), .int(accountJobs), .json(notes.json),
            ]
        )
    }

    /// Opens the joins whose account's scans have ended; answers how many.
    public func openWaiting(_ sweep: String, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.open_waiting($1::bigint, $2) as jobs",
            [.int(token), .text(sweep)]
        )
        return Int(try row.integer("jobs"))
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
    public func fail(_ sweep: String, error: String, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.fail_sweep($1::bigint, $2, $3)",
            [.int(token), .text(sweep), .text(error)]
        )
    }

    /// Clears the queue of sweeps that have ended, `limit` rows at a time; answers whether there is
    /// more.
    public func clearEnded(limit: Int = 10_000, token: Int64) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select parapet.clear_ended_sweeps($1::bigint, $2::int) as more",
            [.int(token), .int(limit)]
        )
        return try row.truth("more")
    }

    private static func state(_ row: Row) throws(StoreError) -> Sweeps.State {
        guard let state = Sweeps.State(rawValue: try row.text("state")) else {
            throw row.unreadable("state")
        }
        return state
    }
}

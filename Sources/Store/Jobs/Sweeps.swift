import Document
import Guardrails
import Platform

/// Sweeps as people ask for them and see them.
public struct Sweeps: Sendable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case requested, discovering, running, done, failed, cancelled
    }

    /// Whose jobs are taken first; see `parapet.claim`.
    public enum Priority: String, Sendable, Hashable, CaseIterable {
        case event
        case onDemand = "on-demand"
        case scheduled
    }

    /// A sweep as everyone may see it.
    public struct Status: Sendable, Hashable {
        public let id: String
        public let state: State
        /// The figures, once the sweep is done.
        public let summary: JSON
        /// Why it failed, or who cancelled it.
        public let error: String?
        public let isPaused: Bool
        /// How old the list of accounts was when it began; nil before, and without an organization.
        public let estateSeconds: Int64?
        public let notes: SweepNotes
    }

    /// How far the jobs of a sweep are, its discovery included.
    public struct Progress: Sendable, Hashable {
        public let ready: Int
        public let running: Int
        public let done: Int
        public let failed: Int
        public let reads: Int
        public let unknown: Int
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Asks for a sweep; a full one joins a full one that is on its way.
    ///
    /// - Parameters:
    ///   - refresh: the organization, the roles and their regions are asked for anew.
    ///   - noChanges: findings are written, and nothing is proposed or made for it.
    public func request(
        _ narrowing: Narrowing,
        priority: Priority = .onDemand,
        refresh: Bool = false,
        noChanges: Bool = false
    ) async throws(StoreError) -> (sweep: String, joined: Bool) {
        let row = try await database.row(
            "select * from parapet.request_sweep($1::jsonb, $2, $3, $4)",
            [
                .json(narrowing.json), .text(priority.rawValue), .bool(refresh),
                .bool(noChanges),
            ]
        )
        return (try row.text("sweep"), try row.truth("joined"))
    }

    /// Workers take no more of its jobs; those under way go on to their end.
    public func pause(_ sweep: String) async throws(StoreError) {
        _ = try await database.row("select parapet.pause_sweep($1, true)", [.text(sweep)])
    }

    public func resume(_ sweep: String) async throws(StoreError) {
        _ = try await database.row("select parapet.pause_sweep($1, false)", [.text(sweep)])
    }

    /// Ends it at once; what it committed stays.
    public func cancel(_ sweep: String) async throws(StoreError) {
        _ = try await database.row("select parapet.cancel_sweep($1)", [.text(sweep)])
    }

    /// Nil for a sweep that nobody asked for.
    public func status(_ sweep: String) async throws(StoreError) -> Status? {
        let rows = try await database.rows(
            """
            select id, state, summary, error, paused, notes,
                extract(epoch from started_at - estate_at)::bigint as estate_seconds
            from report.sweeps where id = $1
            """,
            [.text(sweep)]
        )
        for row in rows {
            guard let state = State(rawValue: try row.text("state")) else {
                throw row.unreadable("state")
            }
            return Status(
                id: try row.text("id"),
                state: state,
                summary: try row.json("summary"),
                error: row.optionalText("error"),
                isPaused: try row.truth("paused"),
                estateSeconds: row["estate_seconds"].int,
                notes: SweepNotes(try row.json("notes"))
            )
        }
        return nil
    }

    /// The figures as they are now: its changes go on after its end.
    public func summary(_ sweep: String) async throws(StoreError) -> JSON {
        try await database.row(
            "select parapet.sweep_summary($1) as summary",
            [.text(sweep)]
        ).json("summary")
    }

    /// Whether a coordinator gave a sign of life within so many seconds.
    public func hasCoordinator(withinSeconds: Int) async throws(StoreError) -> Bool {
        let row = try await database.row(
            """
            select exists (
                select from report.members
                where role = 'coordinator' and heartbeat > now() - make_interval(secs => $1::int)
            ) as alive
            """,
            [.int(withinSeconds)]
        )
        return try row.truth("alive")
    }

    public func progress(_ sweep: String) async throws(StoreError) -> Progress {
        let row = try await database.row(
            "select * from parapet.sweep_progress($1)",
            [.text(sweep)]
        )
        return Progress(
            ready: Int(try row.integer("ready")),
            running: Int(try row.integer("running")),
            done: Int(try row.integer("done")),
            failed: Int(try row.integer("failed")),
            reads: Int(try row.integer("reads")),
            unknown: Int(try row.integer("unknown"))
        )
    }
}

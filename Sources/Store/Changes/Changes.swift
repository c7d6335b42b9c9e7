import Document
import Guardrails
import Platform

/// Changes as people ask for them, decide on them, stop them and look at them. Who acts is the database
/// user of the connection, never an argument.
public struct Changes: Sendable {
    /// Which of the ledger; an empty list leaves out nothing.
    public struct Filter: Sendable {
        public var states: [String] = []
        public var guardrails: [String] = []
        public var accounts: [String] = []
        public var findings: [String] = []

        public init() {}
    }

    /// What a person wants a worker to plan.
    public enum Asking: String, Sendable, Hashable {
        case propose, undo, retry
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// As `report.changes` has them, the newest first.
    public func list(
        _ filter: Filter = Filter(),
        ids: [String] = [],
        limit: Int? = nil
    ) async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            """
            select to_json(c) as change from report.changes c
            where (cardinality($1::text[]) = 0 or state = any ($1))
                and (cardinality($2::text[]) = 0 or guardrail = any ($2))
                and (cardinality($3::text[]) = 0 or account = any ($3))
                and (cardinality($4::text[]) = 0 or finding::text = any ($4))
                and (cardinality($5::text[]) = 0 or id = any ($5))
            order by proposed desc, id limit $6::bigint
            """,
            [
                .list(filter.states), .list(filter.guardrails), .list(filter.accounts),
                .list(filter.findings), .list(ids), limit.map { .int($0) } ?? .null,
            ]
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("change")) }
        return found
    }

    public func approve(_ id: String, reason: String?) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.approve_change($1, $2)",
            [.text(id), .text(reason ?? "")]
        )
    }

    public func reject(_ id: String, reason: String) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.reject_change($1, $2)",
            [.text(id), .text(reason)]
        )
    }

    /// Asks a worker to plan; answers the job.
    public func ask(
        _ what: Asking,
        _ subject: String,
        reason: String?
    ) async throws(StoreError) -> Int64 {
        let row = try await database.row(
            "select parapet.ask_change($1, $2, $3) as job",
            [.text(what.rawValue), .text(subject), .text(reason ?? "")]
        )
        return try row.integer("job")
    }

    /// What a worker made of it: nil while it has not; else the changes, and why there is none.
    public func answer(
        to job: Int64
    ) async throws(StoreError) -> (changes: [String], error: String?)? {
        let row = try await database.row(
            "select parapet.asked_change($1::bigint) as answer",
            [.int(job)]
        )
        let json = try row.json("answer")
        guard json != .null else { return nil }
        return (json["changes"]?.texts ?? [], json["error"]?.string)
    }

    /// - Parameter guardrail: nil: all. Answers how many changes wait.
    public func stop(_ guardrail: String?, reason: String?) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.stop_changes($1, $2) as waiting",
            [.text(guardrail ?? ""), Parameter(reason)]
        )
        return Int(try row.integer("waiting"))
    }

    /// Answers how many changes go on.
    public func resume(_ guardrail: String?) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.resume_changes($1) as changes",
            [.text(guardrail ?? "")]
        )
        return Int(try row.integer("changes"))
    }

    /// How a sweep's own changes stand.
    public func ofSweep(_ sweep: String) async throws(StoreError) -> JSON {
        try await database.row(
            "select parapet.sweep_changes($1) as answer",
            [.text(sweep)]
        ).json("answer")
    }

    /// The switches that are pulled, as `report.change_stops` has them.
    public func stops() async throws(StoreError) -> [JSON] {
        let rows = try await database.rows(
            "select to_json(s) as stop from report.change_stops s order by guardrail"
        )
        var found: [JSON] = []
        for row in rows { found.append(try row.json("stop")) }
        return found
    }
}

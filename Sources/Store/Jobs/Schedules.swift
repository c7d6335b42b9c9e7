import Document
import Platform

/// When the guardrails' clocks last asked for a sweep. For the leader alone.
public struct Schedules: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// By guardrail.
    public func last(token: Int64) async throws(StoreError) -> [String: Timestamp] {
        let rows = try await database.rows(
            """
            select guardrail, to_json(last at time zone 'UTC') #>> '{}' || 'Z' as last
            from parapet.schedules($1::bigint)
            """,
            [.int(token)]
        )
        var last: [String: Timestamp] = [:]
        for row in rows {
            last[try row.text("guardrail")] = Timestamp(try row.text("last"))
        }
        return last
    }

    /// When each guardrail's clock is due again; those that are not named have none any more.
    public func setNext(
        _ next: [String: Timestamp],
        token: Int64
    ) async throws(StoreError) {
        let times = next.sorted { $0.key < $1.key }
        let json = Object(times.map { ($0.key, .string($0.value.rfc3339)) })
        _ = try await database.row(
            "select parapet.set_next_due($1::bigint, $2::jsonb)",
            [.int(token), .json(.object(json))]
        )
    }

    /// Asks for one sweep for all that is due, but for what an earlier such sweep is still busy with;
    /// nil where nothing is left. `seen` are those whose clock starts now.
    public func request(
        _ due: [String],
        seen: [String],
        token: Int64
    ) async throws(StoreError) -> String? {
        try await database.row(
            "select parapet.request_scheduled($1::bigint, $2::text[], $3::text[]) as sweep",
            [.int(token), .list(due), .list(seen)]
        ).optionalText("sweep")
    }
}

import Platform

/// What AWS did not answer for, beyond the patience of the jobs that asked. For the leader alone.
public struct UnreadScopes: Sendable {
    let database: Database

    public init(database: Database) { self.database = database }

    /// Asks for sweeps of what is due; answers how many. The pause before the next doubles each time, from
    /// a minute up to an hour, for a day.
    public func lookAgain(token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.look_again($1::bigint) as sweeps",
            [.int(token)]
        )
        return Int(try row.integer("sweeps"))
    }
}

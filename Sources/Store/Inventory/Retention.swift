import Platform

/// History in monthly partitions, made ahead and dropped whole.
public struct Retention: Sendable {
    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// For the leader: makes the partitions of the months to come.
    public func rollPartitions(token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.roll_partitions($1::bigint)",
            [.int(token)]
        )
    }

    /// For the leader: of sweeps that ended so many days ago keeps only the hashes of what they judged
    /// with.
    public func forgetMaterial(afterDays days: Int, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.forget_material($1::bigint, $2::int)",
            [.int(token), .int(days)]
        )
    }

    /// For the leader: forgets AWS's events that were received so many days ago.
    public func forgetReceived(afterDays days: Int, token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.forget_received($1::bigint, $2::int)",
            [.int(token), .int(days)]
        )
    }

    /// For the leader: drops the partitions whose last event is so many days old; answers how many.
    public func forgetEvents(afterDays days: Int, token: Int64) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.forget_events($1::bigint, $2::int) as partitions",
            [.int(token), .int(days)]
        )
        return Int(try row.integer("partitions"))
    }
}

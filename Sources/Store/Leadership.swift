import Platform

/// Who of the coordinators leads: a lease that is a row. Its token guards everything a leader
/// writes; once another took over, the old token is refused.
public struct Leadership: Sendable {
    let database: Database
    public let process: String

    public init(database: Database, process: String) {
        self.database = database
        self.process = process
    }

    /// Takes or renews the lease. Nil while another process leads. Renewing in time keeps the token.
    public func acquire(leaseSeconds: Int) async throws(StoreError) -> Int64? {
        let row = try await database.row(
            "select parapet.acquire_leadership($1, $2::int) as token",
            [.text(process), .int(leaseSeconds)]
        )
        return row.optionalText("token") == nil ? nil : try row.integer("token")
    }

    /// Lets another coordinator lead at once.
    public func release(token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.release_leadership($1, $2::bigint)",
            [.text(process), .int(token)]
        )
    }
}

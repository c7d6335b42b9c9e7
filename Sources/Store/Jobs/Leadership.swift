import Platform

/// Who of the coordinators leads: a lease that is a row. Its token guards everything a leader
/// writes; once another took over, the old token is refused.
public struct Leadership: Sendable {
    let database: Database
    public let process: Process

    public init(database: Database, process: Process) {
        self.database = database
        self.process = process
    }

    /// Takes or renews the lease. Nil while another process leads. Renewing in time keeps the token.
    public func acquire(leaseSeconds: Int) async throws(StoreError) -> Int64? {
        let row = try await database.row(
            "select parapet.acquire_leadership($1, $2::int) as token",
            [.text(process.secret), .int(leaseSeconds)]
        )
        return row.optionalText("token") == nil ? nil : try row.integer("token")
    }

    /// Lets another coordinator lead at once.
    public func release(token: Int64) async throws(StoreError) {
        _ = try await database.row(
            "select parapet.release_leadership($1, $2::bigint)",
            [.text(process.secret), .int(token)]
        )
    }

    /// For the leader: gives back the jobs of workers without a heartbeat for `leaseSeconds` and
    /// those past their deadline, counting a failure each. Answers how many.
    public func reap(token: Int64, leaseSeconds: Int, budget: Int) async throws(StoreError) -> Int {
        let row = try await database.row(
            "select parapet.reap($1::bigint, $2::int, $3::int) as jobs",
            [.int(token), .int(leaseSeconds), .int(budget)]
        )
        return Int(try row.integer("jobs"))
    }
}

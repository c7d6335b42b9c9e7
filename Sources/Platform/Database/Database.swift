/// A PostgreSQL database, through a pool of connections that open when needed.
///
/// Each connection has a thread of its own for libpq's blocking calls (decision 0001).
public final class Database: Sendable {
    private let configuration: DatabaseConfiguration
    private let pool: Pool

    public init(configuration: DatabaseConfiguration, maxConnections: Int = 8) {
        self.configuration = configuration
        pool = Pool(limit: maxConnections, idleFor: .seconds(configuration.idleSeconds))
    }

    /// What protects its connections on their way.
    public var transport: DatabaseTransport { configuration.transport }

    /// One statement, which is a transaction of its own.
    public func query(
        _ sql: String,
        _ parameters: [Parameter] = []
    ) async throws(DatabaseError) -> Rows {
        try await repeating { () async throws(DatabaseError) in
            try await self.withConnection { (connection) throws(DatabaseError) in
                try await connection.query(sql, parameters)
            }
        }
    }

    /// The server chose a transaction to give way to others: it left nothing behind and is done
    /// again, whole.
    private func repeating<Result: Sendable>(
        _ transaction: () async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        for attempt in 1..<Self.attempts {
            do throws(DatabaseError) {
                return try await transaction()
            } catch  where error.kind == .serialization {
                // Those that met do not meet again at once.
                let pause = Double.random(in: 0...0.05) * Double(attempt)
                try? await Task.sleep(for: .seconds(pause))
            }
        }
        return try await transaction()
    }

    private static let attempts = 5

    /// Lends a connection for as long as the body runs.
    public func withConnection<Result: Sendable>(
        _ body: (Connection) async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        let connection = try await borrow()
        do throws(DatabaseError) {
            let result = try await body(connection)
            await pool.giveBack(connection.isReusable ? connection : nil)
            return result
        } catch {
            await pool.giveBack(connection.isReusable ? connection : nil)
            throw error
        }
    }

    /// Opens an answer that is fetched piece by piece. The server keeps it as it was at this moment,
    /// without holding up anybody; the connection is lent until it is closed. Through a pooler that is
    /// one transaction.
    public func cursor(
        _ sql: String,
        _ parameters: [Parameter] = []
    ) async throws(DatabaseError) -> Cursor {
        let connection = try await borrow()
        do throws(DatabaseError) {
            return try await Cursor(
                sql,
                parameters,
                connection: connection,
                pool: pool,
                isInTransaction: configuration.isPooled
            )
        } catch {
            await pool.giveBack(connection.isReusable ? connection : nil)
            throw error
        }
    }

    /// Where the server has no room for another connection, one of ours that comes back will do; where
    /// none is lent, it is asked again for as long as connecting may take.
    private func borrow() async throws(DatabaseError) -> Connection {
        let start = ContinuousClock.now
        var isFull = false
        while true {
            if let kept = try await pool.borrow(isFull: isFull) { return kept }
            do throws(DatabaseError) {
                return try await Connection.open(configuration)
            } catch {
                await pool.giveBack(nil)
                let isLate =
                    start.duration(to: .now) > .seconds(configuration.connectTimeoutSeconds)
                guard error.isFull, !isLate, !Task.isCancelled else { throw error }
                isFull = true
                try? await Task.sleep(for: .seconds(Double.random(in: 0.05...0.25)))
            }
        }
    }

    /// Commits when the body returns, rolls back when it throws. The body runs again where the
    /// server chose the transaction to give way to others.
    public func transaction<Result: Sendable>(
        _ body: (Connection) async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        try await repeating { () async throws(DatabaseError) in try await self.once(body) }
    }

    private func once<Result: Sendable>(
        _ body: (Connection) async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        try await withConnection { (connection) throws(DatabaseError) in
            try await begin(connection)
            do throws(DatabaseError) {
                let result = try await body(connection)
                _ = try await connection.query("COMMIT")
                return result
            } catch {
                // A connection that cannot roll back is not idle, so the pool drops it.
                _ = try? await connection.query("ROLLBACK")
                throw error
            }
        }
    }

    private func begin(_ connection: Connection) async throws(DatabaseError) {
        guard configuration.isPooled else {
            _ = try await connection.query("BEGIN")
            return
        }
        let timeout = configuration.statementTimeoutMilliseconds
        try await connection.script("BEGIN; SET LOCAL statement_timeout = \(timeout)")
    }

    /// Closes what is idle now and what comes back; later borrowers are refused.
    public func close() async { await pool.close() }
}

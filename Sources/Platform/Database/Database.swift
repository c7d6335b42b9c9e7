/// A PostgreSQL database, through a pool of connections that open when needed.
///
/// Each connection has a thread of its own for libpq's blocking calls (decision 0001).
public final class Database: Sendable {
    private let configuration: DatabaseConfiguration
    private let pool: Pool

    public init(configuration: DatabaseConfiguration, maxConnections: Int = 8) {
        self.configuration = configuration
        pool = Pool(limit: maxConnections)
    }

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
    /// without holding up anybody; the connection is lent until it is closed.
    public func cursor(
        _ sql: String,
        _ parameters: [Parameter] = []
    ) async throws(DatabaseError) -> Cursor {
        let connection = try await borrow()
        do throws(DatabaseError) {
            _ = try await connection.query(
                "declare \(Cursor.name) no scroll cursor with hold for \(sql)",
                parameters
            )
            return Cursor(connection: connection, pool: pool)
        } catch {
            await pool.giveBack(connection.isReusable ? connection : nil)
            throw error
        }
    }

    private func borrow() async throws(DatabaseError) -> Connection {
        if let kept = try await pool.borrow() { return kept }
        do throws(DatabaseError) {
            return try await Connection.open(configuration)
        } catch {
            await pool.giveBack(nil)
            throw error
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
            _ = try await connection.query("BEGIN")
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

    /// Closes what is idle now and what comes back; later borrowers are refused.
    public func close() async { await pool.close() }
}

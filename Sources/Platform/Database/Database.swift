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

    public func query(
        _ sql: String,
        _ parameters: [Parameter] = []
    ) async throws(DatabaseError) -> Rows {
        try await withConnection { (connection) throws(DatabaseError) in
            try await connection.query(sql, parameters)
        }
    }

    /// Lends a connection for as long as the body runs.
    public func withConnection<Result: Sendable>(
        _ body: (Connection) async throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        let connection: Connection
        switch try await pool.borrow() {
        case .some(let kept): connection = kept
        case .none:
            do throws(DatabaseError) {
                connection = try await Connection.open(configuration)
            } catch {
                await pool.giveBack(nil)
                throw error
            }
        }
        do throws(DatabaseError) {
            let result = try await body(connection)
            await pool.giveBack(connection.isReusable() ? connection : nil)
            return result
        } catch {
            await pool.giveBack(connection.isReusable() ? connection : nil)
            throw error
        }
    }

    /// Commits when the body returns, rolls back when it throws.
    public func transaction<Result: Sendable>(
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

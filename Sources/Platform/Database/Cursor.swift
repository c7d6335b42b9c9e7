/// An answer that is fetched piece by piece, so that nobody holds all of it.
public final class Cursor: Sendable {
    private static let name = "parapet_cursor"

    private let connection: Connection
    private let pool: Pool
    /// Whether it lasts as long as its transaction: a pooler lends the next one another session.
    private let isInTransaction: Bool

    /// - Throws: the connection is still the caller's to give back then.
    init(
        _ sql: String,
        _ parameters: [Parameter],
        connection: Connection,
        pool: Pool,
        isInTransaction: Bool
    ) async throws(DatabaseError) {
        self.connection = connection
        self.pool = pool
        self.isInTransaction = isInTransaction
        if isInTransaction { _ = try await connection.query("BEGIN") }
        let hold = isInTransaction ? "without" : "with"
        _ = try await connection.query(
            "declare \(Self.name) no scroll cursor \(hold) hold for \(sql)",
            parameters
        )
    }

    /// The next rows; none at the end.
    public func next(_ limit: Int) async throws(DatabaseError) -> Rows {
        try await connection.query("fetch \(limit) from \(Self.name)")
    }

    /// Gives the connection back; must be called, and once.
    public func close() async {
        _ = try? await connection.query(isInTransaction ? "COMMIT" : "close \(Self.name)")
        await pool.giveBack(connection.isReusable ? connection : nil)
    }
}

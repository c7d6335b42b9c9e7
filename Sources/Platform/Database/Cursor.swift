/// An answer that is fetched piece by piece, so that nobody holds all of it.
public final class Cursor: Sendable {
    static let name = "parapet_cursor"

    private let connection: Connection
    private let pool: Pool

    init(connection: Connection, pool: Pool) {
        self.connection = connection
        self.pool = pool
    }

    /// The next rows; none at the end.
    public func next(_ limit: Int) async throws(DatabaseError) -> Rows {
        try await connection.query("fetch \(limit) from \(Self.name)")
    }

    /// Gives the connection back; must be called, and once.
    public func close() async {
        _ = try? await connection.query("close \(Self.name)")
        await pool.giveBack(connection.isReusable ? connection : nil)
    }
}

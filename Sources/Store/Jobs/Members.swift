import Platform

/// Which parts of the cluster a login may play.
public struct Members: Sendable {
    let database: Database

    public init(database: Database) { self.database = database }

    /// Whether the login is in the group of that role, itself or through others.
    public func mayBe(_ role: Process.Role) async throws(StoreError) -> Bool {
        try await database.row(
            "select pg_has_role(session_user, $1, 'member') as may",
            [.text("parapet_\(role.rawValue)")]
        ).truth("may")
    }
}

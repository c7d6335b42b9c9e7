import Document
import Platform

/// The log of who did what.
public struct AuditLog: Sendable {
    /// What checking it came to.
    public struct Check: Sendable, Hashable {
        public let entries: Int
        /// The first entry that is not what was written.
        public let broken: Int?
        /// The last entry's hash; kept elsewhere it shows whether entries were cut off.
        public let head: String
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    public func verify() async throws(StoreError) -> Check {
        let row = try await database.row("select * from parapet.verify_audit()")
        return Check(
            entries: Int(try row.integer("entries")),
            broken: row["broken"].int.map { Int($0) },
            head: try row.text("head")
        )
    }

    public func contains(head: String) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select exists (select from report.audit where hash = $1) as found",
            [.text(head)]
        )
        return try row.truth("found")
    }
}

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

    /// An entry, and the hash that covers everything up to it.
    public struct Head: Sendable, Hashable {
        public let entry: Int64
        public let hash: String

        public init(entry: Int64, hash: String) {
            (self.entry, self.hash) = (entry, hash)
        }

        /// Before the first entry.
        public static let start = Head(entry: 0, hash: "")

        /// What a signature is over.
        var signed: [UInt8] { Array("parapet audit \(entry) \(hash)".utf8) }
    }

    let database: Database

    /// Entries of one look.
    private static let page = 1000

    public init(database: Database) {
        self.database = database
    }

    /// Computes every hash anew, here: whoever owns the schema owns its functions too. For who reads
    /// some accounts alone, and so their own entries, the database does it.
    public func verify() async throws(StoreError) -> Check {
        let row = try await database.row("select parapet.reads_everything() as everything")
        guard try row.truth("everything") else {
            let row = try await database.row("select * from parapet.verify_audit()")
            return Check(
                entries: Int(try row.integer("entries")),
                broken: row["broken"].int.map { Int($0) },
                head: try row.text("head")
            )
        }
        let (head, broken) = try await follow(from: .start) { _ in }
        return Check(entries: Int(head.entry), broken: broken.map { Int($0) }, head: head.hash)
    }

    public func contains(head: String) async throws(StoreError) -> Bool {
        let row = try await database.row(
            "select exists (select from report.audit where hash = $1) as found",
            [.text(head)]
        )
        return try row.truth("found")
    }

    /// Goes over the entries behind a head, a page at a time, to the last or to the first that is not
    /// what was written.
    ///
    /// - Parameter each: is told of each sound one.
    func follow(
        from start: Head,
        _ each: (Head) -> Void
    ) async throws(StoreError) -> (last: Head, broken: Int64?) {
        var last = start
        while true {
            // As `parapet.audit_hash` has them: joined by U+001F.
            let rows = try await database.rows(
                """
                select id, hash, concat_ws(
                    E'\\x1f', id, extract(epoch from at), actor, action, subject, detail
                ) as text
                from report.audit where id > $1::bigint order by id limit \(Self.page)
                """,
                [.int(last.entry)]
            )
            for row in rows {
                let entry = try row.integer("id")
                let text = "\(last.hash)\u{1f}\(try row.text("text"))"
                let hash = SHA256.hexDigest(text.utf8)
                guard entry == last.entry + 1, try row.text("hash") == hash else {
                    return (last, last.entry + 1)
                }
                last = Head(entry: entry, hash: hash)
                each(last)
            }
            if rows.count < Self.page { return (last, nil) }
        }
    }
}

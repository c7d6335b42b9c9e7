import Document
import Platform

/// The views of the schema `report`, for people who do not write SQL.
public struct Reports: Sendable {
    /// A view with what it is for.
    public struct Entry: Sendable, Hashable {
        public let name: String
        public let title: String
    }

    /// Rows as the view has them.
    public struct Page: Sendable {
        public let columns: [String]
        /// By column; text as PostgreSQL writes it in JSON.
        public let rows: [JSON]
    }

    let database: Database

    public init(database: Database) {
        self.database = database
    }

    /// Every view there is, by name.
    public func all() async throws(StoreError) -> [Entry] {
        let rows = try await database.rows(
            """
            select c.relname::text as name, coalesce(obj_description(c.oid), '') as title
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'report' and c.relkind = 'v' order by 1
            """
        )
        var entries: [Entry] = []
        for row in rows {
            entries.append(Entry(name: try row.text("name"), title: try row.text("title")))
        }
        return entries
    }

    /// What each guardrail finds, by its name.
    public func titles() async throws(StoreError) -> [String: String] {
        let rows = try await database.rows(
            "select guardrail, coalesce(title, guardrail) as title from report.guardrails"
        )
        var titles: [String: String] = [:]
        for row in rows { titles[try row.text("guardrail")] = try row.text("title") }
        return titles
    }

    /// The rows of a view; of one that is a log, the newest first.
    ///
    /// - Parameter name: one of ``all()``; others are refused by the database.
    public func rows(of name: String, limit: Int) async throws(StoreError) -> Page {
        let quoted = "\"" + name.split(separator: "\"").joined() + "\""
        let columns = try await database.rows(
            """
            select attname::text as name, atttypid = 'bigint'::regtype as is_number from pg_attribute
            where attrelid = ('report.' || $1)::regclass and attnum > 0 and not attisdropped
            order by attnum
            """,
            [.text(quoted)]
        )
        var names: [String] = []
        for row in columns { names.append(try row.text("name")) }
        let isNumbered = columns.contains {
            $0["name"].string == "id" && $0["is_number"].bool == true
        }
        let found = try await database.rows(
            "select to_json(v) as row from report.\(quoted) v \(Self.order(names, isNumbered)) limit $1::bigint",
            [.int(limit)]
        )
        var rows: [JSON] = []
        for row in found { rows.append(try row.json("row")) }
        return Page(columns: names, rows: rows)
    }

    /// What says when something happened, by view; the id settles what happened at once. One that is a number
    /// grows with time, and is a key.
    private static func order(_ columns: [String], _ isNumbered: Bool) -> String {
        if isNumbered, columns.contains("at") { return "order by v.id desc" }
        let times = ["at", "failed_at", "requested_at", "day"]
        guard let time = times.first(where: columns.contains) else { return "" }
        return "order by v.\(time) desc" + (columns.contains("id") ? ", v.id desc" : "")
    }
}

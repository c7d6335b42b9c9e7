import Foundation
import Platform
import Rehearsal
import Store
import Testing

/// The database of `ops/bench/store`, with a few accounts: what is read of it, and not how long that takes.
struct BigDatabase {
    let stage: Stage
    /// How many rows each of its large tables has.
    private let sizes: [String: Double]

    private static let accounts = 60
    private static let fewest = 300
    /// The leader's, as the database is filled with it.
    static let token: Int64 = 0

    static func with(_ body: (BigDatabase) async throws -> Void) async throws {
        try await Stage.with { stage in
            let text = try String(
                contentsOfFile: "\(Repository.folder)/ops/bench/store.sql",
                encoding: .utf8
            )
            let filling = Stage.database(stage.name)
            try await filling.transaction { (connection) async throws(DatabaseError) in
                try await connection.script(
                    text.replacing(":accounts", with: "\(accounts)")
                        .replacing("\nbegin;\n", with: "\n").replacing("\ncommit;\n", with: "\n")
                        .replacing("\nvacuum analyze;", with: "\n")
                )
            }
            await filling.close()
            // By index wherever there is one: with so few rows the planner may like the table better.
            for setting in [
                "enable_seqscan = off", "jit = off",
                // Of every row: the same rows are planned for alike each time.
                "default_statistics_target = 10000",
            ] { _ = try await stage.owner.query("alter database \(stage.name) set \(setting)") }
            let sizes = Lock<[String: Double]>([:])
            try await apart(stage) { database in
                _ = try await database.query("vacuum analyze")
                for table in [
                    "change", "finding", "finding_event", "inventory", "job", "job_result",
                    "kept_finding", "notice", "scope",
                ] {
                    let rows = try await database.query(
                        "select count(*) as n from parapet.\(table)"
                    )
                    let count = rows.first?["n"].int ?? 0
                    // Of fewer the planner likes reading all of them better, and is right.
                    if count >= fewest { sizes.withLock { $0[table] = Double(count) } }
                }
            }
            try await body(BigDatabase(stage: stage, sizes: sizes.withLock { $0 }))
        }
    }

    /// Which share of the large tables sessions of its own read, in rows or entries of an index: of the table of
    /// which it is most, with its name.
    func share(
        role: String,
        _ body: (Database) async throws -> Void
    ) async throws -> (share: Double, table: String) {
        let before = try await read()
        try await Self.apart(stage, role: role, body)
        let after = try await read()
        let shares = sizes.map { table, size in
            (share: ((after[table] ?? 0) - (before[table] ?? 0)) / size, table: table)
        }
        return shares.max { $0.share < $1.share } ?? (0, "")
    }

    /// In sessions of its own, which have counted in what they read when this returns: each does when it
    /// ends, if not before.
    private static func apart(
        _ stage: Stage,
        role: String? = nil,
        _ body: (Database) async throws -> Void
    ) async throws {
        let database = Database(
            configuration: DatabaseConfiguration(
                url: ScratchDatabase.url(stage.name, role: role)
                    + "&application_name=\(application)"
            ),
            maxConnections: 2
        )
        try await body(database)
        await database.close()
        let living = """
            select from pg_stat_activity
            where datname = current_database() and application_name = '\(application)'
            """
        try await eventually("a session stays") { try await stage.owner.query(living).isEmpty }
    }

    private static let application = "measured"

    private func read() async throws -> [String: Double] {
        let rows = try await stage.owner.query(
            """
            select regexp_replace(t.relname, '_([0-9].*|common)$', '') as name, sum(t.seq_tup_read
                + coalesce((select sum(i.idx_tup_read) from pg_stat_all_indexes i
                    where i.relid = t.relid), 0))::bigint as read
            from pg_stat_all_tables t where t.schemaname = 'parapet' group by 1
            """
        )
        return Dictionary(
            rows.map { ($0["name"].string ?? "", Double($0["read"].int ?? 0)) },
            uniquingKeysWith: { $1 }
        )
    }
}

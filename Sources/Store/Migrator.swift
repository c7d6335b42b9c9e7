import Platform

/// Brings the schema up to the numbered files, and tells whether program and schema fit.
public struct Migrator: Sendable {
    /// The schema that this program was written for: the highest numbered file.
    public static let version = 11

    let database: Database

    /// Migrating needs a direct connection of the schema's owner, not one through a pooler.
    public init(database: Database) {
        self.database = database
    }

    /// Applies what is missing, each file in a transaction of its own; answers the files applied.
    /// Two at once wait for each other, and each file is applied once. Refused when an applied
    /// file differs from what it was, or when the schema is ahead of the files.
    public func migrate(_ files: [MigrationFile]) async throws(StoreError) -> [MigrationFile] {
        var applied: [MigrationFile] = []
        try await checkApplied(files)
        for file in files where try await apply(file) { applied.append(file) }
        return applied
    }

    /// Throws unless the schema is the one this program needs.
    public func check() async throws(StoreError) {
        let found = try await currentVersion()
        if found < Self.version {
            let state = found == 0 ? "has no schema" : "has schema \(found)"
            throw StoreError(.schemaTooOld, "the database \(state), needed is \(Self.version)")
        }
        if found > Self.version {
            throw StoreError(
                .schemaTooNew,
                "the database has schema \(found), this program knows \(Self.version)"
            )
        }
    }

    /// The highest migration applied; 0 for a database without our schema.
    public func currentVersion() async throws(StoreError) -> Int {
        guard try await hasSchema() else { return 0 }
        let row = try await database.row(
            "select coalesce(max(version), 0) as version from parapet.migration"
        )
        return Int(try row.integer("version"))
    }

    private func hasSchema() async throws(StoreError) -> Bool {
        // By catalogue: to_regclass needs USAGE on the schema and would fail for a stranger.
        let row = try await database.row(
            """
            select exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'parapet' and c.relname = 'migration'
            ) as found
            """
        )
        return try row.truth("found")
    }

    private func checkApplied(_ files: [MigrationFile]) async throws(StoreError) {
        let found = try await currentVersion()
        guard found > 0 else { return }
        if found > files.count {
            throw StoreError(
                .schemaTooNew,
                "the database has schema \(found), the files end at \(files.count)"
            )
        }
        for file in files where file.version <= found {
            let row = try await database.row(
                """
                select coalesce(bool_and(sha256 = \(Self.digest("$2"))), false) as same
                from parapet.migration where version = $1::int
                """,
                [.int(file.version), .text(file.text)]
            )
            guard try row.truth("same") else {
                throw StoreError(
                    .migrationAltered,
                    "\(file.name) is not what was applied as version \(file.version)"
                )
            }
        }
    }

    /// True when this call applied the file, false when it was there.
    private func apply(_ file: MigrationFile) async throws(StoreError) -> Bool {
        if try await currentVersion() >= file.version { return false }
        do throws(DatabaseError) {
            return try await database.transaction {
                (connection) async throws(DatabaseError) -> Bool in
                _ = try await connection.query(
                    "select pg_advisory_xact_lock(hashtextextended('parapet.migrate', 0))"
                )
                // Asked again behind the lock; before version 1 there is no table to ask.
                let known = try await connection.query(
                    "select to_regclass('parapet.migration') as known"
                )
                if known.first?.optionalText("known") != nil {
                    let rows = try await connection.query(
                        "select version from parapet.migration where version = $1::int",
                        [.int(file.version)]
                    )
                    if !rows.isEmpty { return false }
                }
                try await connection.script(file.text)
                _ = try await connection.query(
                    """
                    insert into parapet.migration (version, name, sha256)
                    values ($1::int, $2, \(Self.digest("$3")))
                    """,
                    [.int(file.version), .text(file.name), .text(file.text)]
                )
                return true
            }
        } catch {
            let cause = StoreError(error)
            throw StoreError(cause.kind, "\(file.name): \(cause.message)")
        }
    }

    private static func digest(_ parameter: String) -> String {
        "encode(sha256(convert_to(\(parameter)::text, 'UTF8')), 'hex')"
    }
}

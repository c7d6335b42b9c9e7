import Platform

/// Brings the schema up to the files of `sql`, and tells whether program and schema fit.
public struct Migrator: Sendable {
    /// What a call did.
    public struct Outcome: Sendable, Hashable {
        /// The names of the tables' files that were applied.
        public let tables: [String]
        public let isCodeApplied: Bool
    }

    let database: Database

    /// Migrating needs a direct connection of the schema's owner, not one through a pooler.
    public init(database: Database) {
        self.database = database
    }

    /// Applies the tables that are missing and, where it differs, all of the code, in one
    /// transaction. Two at once wait for each other, and everything is applied once.
    ///
    /// - Throws: an applied file differs from what it was, the schema is ahead of the files, or the
    ///   database is of the time before `sql/tables`.
    public func migrate(_ files: SchemaFiles) async throws(StoreError) -> Outcome {
        let outcome: Result<Outcome, StoreError>
        do throws(DatabaseError) {
            outcome = try await once(files)
        } catch  where Self.isMadeMeanwhile(error) {
            do throws(DatabaseError) {
                outcome = try await once(files)
            } catch {
                throw StoreError(error)
            }
        } catch {
            throw StoreError(error)
        }
        return try outcome.get()
    }

    private func once(
        _ files: SchemaFiles
    ) async throws(DatabaseError) -> Result<Outcome, StoreError> {
        try await database.transaction {
            (connection) async throws(DatabaseError) -> Result<Outcome, StoreError> in
            try await Migration(connection: connection, files: files).run()
        }
    }

    /// Of two that find no schema the second waits at its creation for the first, and is told that it is
    /// there: a duplicate key of the catalogue, or a duplicate schema.
    private static func isMadeMeanwhile(_ error: DatabaseError) -> Bool {
        (error.sqlState == "23505" && error.message.contains("pg_namespace"))
            || error.sqlState == "42P06"
    }

    /// The versions that this program works with: its own, and the next, whose functions still hold
    /// those that it calls.
    public static let versions = 8...9

    /// Throws unless the schema is one that this program works with.
    public func check() async throws(StoreError) {
        let found = try await currentVersion()
        if found < Self.versions.lowerBound {
            let state = found == 0 ? "has no schema" : "has schema \(found)"
            throw StoreError(
                .schemaTooOld,
                "the database \(state), needed is \(Self.versions.lowerBound)"
            )
        }
        if found > Self.versions.upperBound {
            throw StoreError(
                .schemaTooNew,
                "the database has schema \(found), this program works with "
                    + "\(Self.versions.lowerBound) and \(Self.versions.upperBound)"
            )
        }
    }

    /// The highest table file applied; 0 for a database without our schema.
    public func currentVersion() async throws(StoreError) -> Int {
        guard try await has("migration") else { return 0 }
        guard try await has("code") else { throw StoreError.beforeTables }
        let row = try await database.row(
            "select coalesce(max(version), 0) as version from parapet.migration"
        )
        return Int(try row.integer("version"))
    }

    /// By catalogue: to_regclass needs USAGE on the schema and would fail for a stranger.
    private func has(_ table: String) async throws(StoreError) -> Bool {
        let row = try await database.row(
            """
            select exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'parapet' and c.relname = $1
            ) as found
            """,
            [.text(table)]
        )
        return try row.truth("found")
    }
}

extension StoreError {
    static let beforeTables = StoreError(
        .schemaAbandoned,
        "the database was made before its tables were laid out anew"
    )
}

import Platform
import Store

/// A database with the schema in place, which others are copies of: to migrate takes many times as long.
/// It stays on the server, for whoever tests the same schema next.
enum SchemaTemplate {
    private static let made = Lock<Task<String, any Error>?>(nil)

    /// Its name; made where it is not there.
    ///
    /// - Parameter admin: one connection of who may make databases.
    static func name(_ admin: Database) async throws -> String {
        try await made.withLock { made in
            let task = made ?? Task { try await make(admin) }
            made = task
            return task
        }.value
    }

    private static func make(_ admin: Database) async throws -> String {
        let files = try SchemaFiles(folder: ScratchDatabase.migrations)
        let digests = files.tables.map(\.digest) + [files.codeDigest]
        let digest = SHA256.hexDigest(digests.joined().utf8).prefix(16)
        let name = "parapet_template_\(digest)"
        let there = "select 1 from pg_database where datname = '\(name)'"
        if try await !admin.query(there).isEmpty { return name }
        // Its name is its promise to be whole: whoever makes it at once with us is too late.
        let draft = "\(name)_\(hex(randomBytes(5)))"
        _ = try await admin.query("create database \(draft)")
        let owner = Database(
            configuration: DatabaseConfiguration(url: ScratchDatabase.url(draft)),
            maxConnections: 1
        )
        _ = try await Migrator(database: owner).migrate(files)
        await owner.close()
        do throws(DatabaseError) {
            _ = try await admin.query("alter database \(draft) rename to \(name)")
        } catch {
            _ = try await admin.query("drop database \(draft)")
            guard try await !admin.query(there).isEmpty else { throw error }
        }
        return name
    }
}

import Platform
import Rehearsal

/// Somebody with a database user of their own.
struct Login: Sendable {
    let name: String
    let database: Database
}

/// The database users that a test made: they belong to the whole server, so they go with the test.
final class Logins: Sendable {
    private let made = Lock<(roles: [String], databases: [Database])>(([], []))

    func group(_ name: String, _ owner: Database) async throws -> String {
        let name = "\(name)_\(hex(randomBytes(4)))"
        _ = try await owner.query("create role \(name) nologin")
        made.withLock { $0.roles.append(name) }
        return name
    }

    func login(
        _ name: String,
        in groups: [String],
        of database: String,
        _ owner: Database
    ) async throws -> Login {
        let name = "\(name)_\(hex(randomBytes(4)))"
        _ = try await owner.query(
            "create role \(name) login in role \(groups.joined(separator: ", "))"
        )
        let url = ScratchDatabase.url(database)
        let separator = url.contains("?") ? "&" : "?"
        let own = Database(
            configuration: DatabaseConfiguration(url: "\(url)\(separator)user=\(name)"),
            maxConnections: 2
        )
        made.withLock {
            $0.roles.append(name)
            $0.databases.append(own)
        }
        return Login(name: name, database: own)
    }

    func drop(_ owner: Database) async throws {
        let (roles, databases) = made.withLock { $0 }
        for database in databases { await database.close() }
        for role in roles {
            _ = try await owner.query("drop owned by \(role)")
            _ = try await owner.query("drop role \(role)")
        }
    }
}

import Foundation
import Platform
import Store

/// A database of its own for one test, on the server that `PARAPET_TEST_DATABASE_URL` names.
public struct ScratchDatabase: Sendable {
    public static let server = ProcessInfo.processInfo.environment["PARAPET_TEST_DATABASE_URL"]

    /// Where a pooler leads to the same server (`ops/pooler`); nil: tests go without one.
    public static let pooler = ProcessInfo.processInfo.environment["PARAPET_TEST_POOLER_URL"]

    /// The folder with the schema: that of the repository.
    public static let migrations = Repository.folder + "/sql"

    public let name: String
    /// As the owner of the schema.
    public let url: String
    public let owner: Database

    /// The one database of a server of the test's own.
    public init(on server: PrivatePostgres) {
        name = "postgres"
        url = server.url
        owner = Database(configuration: DatabaseConfiguration(url: url), maxConnections: 4)
    }

    private init(name: String, url: String, owner: Database) {
        self.name = name
        self.url = url
        self.owner = owner
    }

    /// Lends a database and drops it afterwards, whatever happens.
    public static func with(
        migrated: Bool = true,
        _ body: (ScratchDatabase) async throws -> Void
    ) async throws {
        guard let server else { throw Missing(variable: "PARAPET_TEST_DATABASE_URL") }
        let name = "parapet_test_\(hex(randomBytes(5)))"
        let admin = Database(configuration: DatabaseConfiguration(url: server), maxConnections: 1)
        let template = migrated ? try await SchemaTemplate.name(admin) : "template1"
        _ = try await admin.query("create database \(name) template \(template)")
        let url = Self.url(name)
        let owner = Database(configuration: DatabaseConfiguration(url: url), maxConnections: 4)
        let scratch = ScratchDatabase(name: name, url: url, owner: owner)
        var failure: (any Error)?
        do {
            try await body(scratch)
        } catch {
            failure = error
        }
        await owner.close()
        _ = try await admin.query("drop database \(name) with (force)")
        await admin.close()
        if let failure { throw failure }
    }

    /// The server's address with another database, and perhaps as a member of one role only.
    public static func url(_ name: String, role: String? = nil) -> String {
        let server = server ?? ""
        if server.contains("://") {
            let role = role.map { "&options=-c%20role%3D\($0)" } ?? ""
            return server + (server.contains("?") ? "&" : "?") + "dbname=\(name)" + role
        }
        return server + " dbname=\(name)" + (role.map { " options='-c role=\($0)'" } ?? "")
    }

    /// As a member of one role only; through the pooler, where there is one.
    public func database(role: String) -> Database {
        let login = role.replacing("parapet_", with: "parapet_pooled_")
        let pooled = pooledURL(user: login)
        return Database(
            configuration: DatabaseConfiguration(
                url: pooled ?? Self.url(name, role: role),
                isPooled: pooled != nil
            ),
            maxConnections: 4
        )
    }

    /// Through the pooler, as one of its logins.
    public func pooledURL(user: String) -> String? {
        Self.pooler.map { "\($0)&dbname=\(name)&user=\(user)" }
    }

    /// One value that is a whole number.
    public func count(_ query: String) async throws -> Int {
        let rows = try await owner.query(query)
        guard let value = rows.first?[0].int else { throw Missing(variable: query) }
        return Int(value)
    }
}

/// Something that a test cannot do without.
public struct Missing: Error, CustomStringConvertible {
    public let variable: String

    public init(variable: String) { self.variable = variable }

    public var description: String { "missing: \(variable)" }
}

public enum Repository {
    public static let folder: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()
}

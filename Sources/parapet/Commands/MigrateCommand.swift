import ArgumentParser
import Foundation
import Platform
import Store

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database's schema up to this program.",
        discussion: """
            Example:
              PARAPET_DATABASE_URL=postgres://localhost/parapet parapet migrate

            Connects as the schema's owner; $PARAPET_SQL names the folder with the numbered files \
            (default: sql).
            """
    )

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["PARAPET_DATABASE_URL"] else {
            throw Failure(
                "PAR-DB-13 PARAPET_DATABASE_URL is not set",
                hint: "set it, for example to postgres://localhost/parapet"
            )
        }
        let database = Database(configuration: DatabaseConfiguration(url: url), maxConnections: 1)
        let files = try MigrationFile.read(folder: environment["PARAPET_SQL"] ?? "sql")
        let applied = try await Migrator(database: database).migrate(files)
        for file in applied { print("applied \(file.name)") }
        print("the schema is at version \(files.count)")
        await database.close()
    }
}

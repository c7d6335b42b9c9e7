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
        let wiring = Wiring()
        let configuration = try wiring.databaseConfiguration()
        let database = Database(configuration: configuration, maxConnections: 1)
        let files = try MigrationFile.read(folder: wiring.migrationsFolder)
        let applied = try await Migrator(database: database).migrate(files)
        for file in applied { print("applied \(file.name)") }
        print("the schema is at version \(files.count)")
        await database.close()
    }
}

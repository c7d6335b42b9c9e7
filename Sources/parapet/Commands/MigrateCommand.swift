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

            Connects as the schema's owner; $PARAPET_SQL names the folder with 'tables' and 'code' \
            (default: sql). Everything is done in one transaction: a migration that is cut off has \
            not happened.
            """
    )

    func run() async throws {
        let wiring = Wiring()
        let configuration = try wiring.directConfiguration()
        let database = Database(configuration: configuration, maxConnections: 1)
        let files = try SchemaFiles(folder: wiring.migrationsFolder)
        let outcome = try await Migrator(database: database).migrate(files)
        for table in outcome.tables { Output.line("applied tables/\(table)") }
        if outcome.isCodeApplied { Output.line("applied code: \(files.code.count) files") }
        Output.line("the schema is at version \(files.version)")
        await database.close()
    }
}

import Foundation
import Platform
import Rehearsal
import Store
import Testing

/// What landed of `sql/` so far, from the history of the checkout.
enum LandedStates {
    /// The commits that changed `sql/tables`; none without a checkout.
    static let commits: [String] = {
        let log = ["log", "--first-parent", "--format=%H", "--", "sql/tables"]
        let answer = try? run("git", log)
        return answer?.text.split(separator: "\n").map { String($0) } ?? []
    }()

    /// The folder `sql` as it was then.
    static func with(
        _ commit: String,
        _ body: (SchemaFiles) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "parapet-sql-\(hex(randomBytes(5)))"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let archive = ["archive", "--output=\(folder)/sql.tar", commit, "sql"]
        try #require(try run("git", archive).status == 0)
        try #require(try run("tar", ["-xf", "\(folder)/sql.tar", "-C", folder]).status == 0)
        try await body(try SchemaFiles(folder: folder + "/sql"))
    }

    /// Everything that the database holds but for rows.
    static func schema(of database: String) throws -> [String] {
        let folder = try #require(
            try FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")
                .max { $0.compare($1, options: .numeric) == .orderedAscending }
        )
        let dump = try run(
            "/usr/lib/postgresql/\(folder)/bin/pg_dump",
            ["--schema-only", "--dbname=\(ScratchDatabase.url(database))"]
        )
        try #require(dump.status == 0)
        // Newer ones begin and end with a word by lot.
        return dump.text.split(separator: "\n").filter { !$0.contains("restrict ") }.map {
            String($0)
        }
    }

    private static func run(
        _ program: String,
        _ arguments: [String]
    ) throws -> (status: Int32, text: String) {
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = URL(filePath: Repository.folder)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}

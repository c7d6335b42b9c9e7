import Foundation
import Rehearsal
import Testing

extension DatabaseTests {
    /// What the pages tell people to ask in SQL.
    @Suite struct DocumentedQueriesTests {
        private static func statements(_ kind: String) throws -> [String] {
            try Documentation.fences(kind).flatMap { $0.split(separator: ";") }
                .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
                .filter { !$0.isEmpty }
        }

        @Test func theyRunForAReader() async throws {
            let queries = try Self.statements("sql")
            #expect(queries.count >= 12)
            try await Stage.with { stage in
                for query in queries {
                    do {
                        _ = try await stage.reader.query(query)
                    } catch {
                        Issue.record("\(query): \(error)")
                    }
                }
            }
        }

        @Test func whatIsTheOwnersRunsForTheOwner() async throws {
            let statements = try Self.statements("sql owner")
            #expect(!statements.isEmpty)
            try await Stage.with { stage in
                for statement in statements {
                    await #expect(throws: (any Error).self, "\(statement)") {
                        try await stage.reader.query(statement)
                    }
                    _ = try await stage.owner.query(statement)
                }
            }
        }

        @Test func everyViewIsNamedInTheirPage() throws {
            let page = try Documentation.page("ops/docs/sql.md").text()
            let folder = "\(Repository.folder)/sql/code/report"
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.count > 20)
            for file in files {
                let view = file.replacingOccurrences(of: ".sql", with: "")
                #expect(page.contains("| `\(view)`") || page.contains(", `\(view)`"), "\(view)")
            }
        }
    }
}

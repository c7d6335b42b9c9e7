import ArgumentParser
import Document
import Platform
import Records
import Store

extension ChangesCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List changes in every state, the newest first.",
            discussion: """
                As CSV: 'parapet report changes --format csv'.

                Example:
                  parapet changes list --state awaiting-approval
                  parapet changes list --guardrail ssh-open-to-the-world --limit 20
                  parapet changes list --finding 3f2a91bc --format json
                """
        )

        @OptionGroup var filter: ChangeFilterOptions

        @Option(parsing: .unconditional, help: "At most so many.")
        var limit: Int?

        @Option(help: "table or json.")
        var format = ListFormat.table

        func validate() throws {
            if let limit, limit < 1 { throw ValidationError("--limit is 1 or more") }
        }

        func run() async throws {
            let count = try await Wiring().withDatabase { database in
                let filter = try await filter.checked(database)
                let changes = Changes(database: database)
                return switch format {
                case .json: try await Self.writeJSON(changes, filter, limit)
                case .table: try await Self.writeTable(changes, filter, limit)
                }
            }
            if count == 0 {
                Terminal.say(
                    filter.isEmpty
                        ? "nothing was ever proposed: 'parapet guardrails explain NAME' tells what "
                            + "a guardrail may do"
                        : "no change is so: 'parapet changes list' lists all"
                )
            }
            if count == limit {
                Terminal.say("these are the newest \(count), as --limit asks; there may be more")
            }
        }

        private static func writeJSON(
            _ changes: Changes,
            _ filter: Changes.Filter,
            _ limit: Int?
        ) async throws -> Int {
            let output = OutputText()
            var array = JSONArrayText()
            var count = 0
            try await changes.each(filter, limit: limit, withDocuments: true) { row in
                output.write(array.element(try ChangeRecord(report: row).json))
                count += 1
            }
            output.write(array.end + "\n")
            output.flush()
            return count
        }

        private static func writeTable(
            _ changes: Changes,
            _ filter: Changes.Filter,
            _ limit: Int?
        ) async throws -> Int {
            var views: [ChangeView] = []
            try await changes.each(filter, limit: limit, withDocuments: false) { row in
                views.append(try ChangeView(row))
            }
            Output.line(views.isEmpty ? "no changes" : ChangeView.table(views).text())
            return views.count
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show one change: what it does to what, why, by whose leave, and what came of it.",
            discussion: "Example:\n  parapet changes show c-0123456789ab"
        )

        @Argument(help: "The change's id.")
        var id: String

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let text = try await Wiring().withDatabase { database in
                let changes = Changes(database: database)
                let row = try await ChangesCommand.rows([id], changes)[0]
                return switch format {
                case .json: try ChangeRecord(report: row).json.prettyText
                case .table: try await ChangePage(row, database).text()
                }
            }
            Output.line(text)
        }
    }
}

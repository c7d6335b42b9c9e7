import ArgumentParser
import CEL
import Document
import Store

extension ReportCommand {
    struct View: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a view; without a name, which there are.",
            discussion: "Example:\n  parapet report audit --limit 5 --format json"
        )

        enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

        @Argument(help: "The view's name, such as open_findings.")
        var name: String?

        @Option(help: "table, csv or json.")
        var format = Format.table

        @Option(parsing: .unconditional, help: "At most so many rows.")
        var limit = 10_000

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit is 1 or more") }
        }

        func run() async throws {
            try await Wiring().withDatabase { database in
                let reports = Reports(database: database)
                let entries = try await reports.all()
                guard let name = name?.split(separator: "-").joined(separator: "_") else {
                    list(entries)
                    return
                }
                try check(name, entries)
                show(try await reports.rows(of: name, limit: limit))
            }
        }

        private func check(_ name: String, _ entries: [Reports.Entry]) throws {
            let names = entries.map(\.name)
            guard !names.contains(name) else { return }
            throw Failure(
                "PAR-REP-01 there is no report '\(name)'",
                hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                    ?? "parapet report"
            )
        }

        private func list(_ entries: [Reports.Entry]) {
            guard format != .json else {
                let list = entries.map { entry -> JSON in
                    ["name": .string(entry.name), "title": .string(entry.title)]
                }
                Output.line(JSON.array(list).prettyText)
                return
            }
            var table = Table(titles: ["REPORT", "SHOWS"])
            table.rows = entries.map { [$0.name, $0.title] }
            Output.line(table.text())
        }

        private func show(_ page: Reports.Page) {
            let cells = { (row: JSON, text: (JSON?) -> String) in page.columns.map { text(row[$0]) }
            }
            switch format {
            case .json: Output.line(JSON.array(page.rows).prettyText)
            case .csv:
                var csv = CSV(titles: page.columns)
                csv.rows = page.rows.map { cells($0, Self.text) }
                Output.line(csv.text())
            case .table:
                guard !page.rows.isEmpty else {
                    Output.line("no rows")
                    return
                }
                var table = Table(titles: page.columns.map { $0.uppercased() })
                table.rows = page.rows.map { cells($0, Self.cell).map { $0.isEmpty ? "-" : $0 } }
                Output.line(table.text())
            }
        }

        /// For people: of lists and documents what is in them, without JSON's marks.
        static func cell(_ value: JSON?) -> String {
            switch value {
            case .array(let items)?: items.map(cell).joined(separator: ", ")
            case .object(let members)?:
                members["text"].map(cell)
                    ?? members.filter { !$0.1.isNull }.map { "\($0.0)=\(cell($0.1))" }
                    .joined(separator: " ")
            case let value: text(value)
            }
        }

        private static func text(_ value: JSON?) -> String {
            switch value {
            case nil, .null: ""
            case .string(let text): text
            case let value?: value.text
            }
        }
    }
}

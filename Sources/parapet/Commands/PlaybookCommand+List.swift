import ArgumentParser
import Document
import Records
import Store

extension PlaybookCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List runs, the newest first.",
            discussion: """
                Example:
                  parapet playbook list
                  parapet playbook list --limit 20 --format json
                """
        )

        @Option(help: "At most so many.")
        var limit: Int?

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let rows = try await Wiring().withDatabase {
                try await Runs(database: $0).list(limit: limit)
            }
            switch format {
            case .json:
                Output.line(
                    JSON.array(try rows.map { try RunRecord(report: $0).json }).prettyText
                )
            case .table where rows.isEmpty: Output.line("no runs")
            case .table:
                var table = Table(titles: ["RUN", "PLAYBOOK", "STATUS", "TARGET", "CASE", "BY"])
                for row in rows {
                    let record = try RunRecord(report: row)
                    table.rows.append([
                        record.run, record.playbook, record.status.rawValue, record.target,
                        record.reference ?? "-", row["started_by"]?.string ?? "-",
                    ])
                }
                Output.line(table.text())
            }
            if rows.isEmpty { Terminal.say("nothing was run yet: parapet playbook run NAME") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a run: its steps, what they found, and where it waits.",
            discussion: """
                What matters most; --full has every answer of every step. The exit code is that of \
                'playbook run --wait'.

                Example:
                  parapet playbook show r-0123456789ab
                  parapet playbook show r-0123456789ab --full
                  parapet playbook show r-0123456789ab --report evidence/
                """
        )

        @Argument(help: "The run's id.")
        var id: String

        @Option(help: "A folder for its report, as Markdown, HTML, JSON and JUnit.")
        var report: String?

        @Flag(help: "The whole report, with what each step answered.")
        var full = false

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let (told, gates) = try await Wiring().withDatabase { database in
                let runs = Runs(database: database)
                let row = try await RunFollower(runs: runs, run: id).row()
                return (try await RunReport.read(row, database), try await runs.gates(of: id))
            }
            for gate in gates {
                let step = gate["step"]?.string ?? ""
                let roles = gate["approvers"]?.texts.joined(separator: ", ") ?? ""
                let count = gate["two_persons"] == true ? "two members" : "a member"
                Terminal.say(
                    "waits at \(step) for \(count) of \(roles): \(gate["reason"]?.string ?? "")"
                )
            }
            try RunFollower.tell(told, format, to: report, full: full)
        }
    }
}

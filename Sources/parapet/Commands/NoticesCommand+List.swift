import ArgumentParser
import CEL
import Document
import Platform
import Store

extension NoticesCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what people are told, the newest first.",
            discussion: """
                As CSV: 'parapet report notices --format csv'.

                Example:
                  parapet notices list --since 1d
                  parapet notices list --channel ops --state failed --format json
                """
        )

        @Option(help: "Only in this state: \(Self.states.joined(separator: ", ")).")
        var state: [String] = []

        @Option(help: "Only through this channel, by its name.")
        var channel: [String] = []

        @Option(help: "Only since then: 1d, 12h, a date, or a time.")
        var since: String?

        @Option(parsing: .unconditional, help: "At most so many.")
        var limit = 100

        @Option(help: "table or json.")
        var format = ListFormat.table

        private static let states = [
            "new", "waiting", "sending", "sent", "failed", "dead", "unsent", "over",
        ]

        func validate() throws {
            if limit < 1 { throw ValidationError("--limit is 1 or more") }
            for state in state where !Self.states.contains(state) {
                let near = Suggestion.nearest(to: state, in: Self.states)
                throw ValidationError(
                    "--state is one of \(Self.states.joined(separator: ", ")), not '\(state)'"
                        + (near.map { "; did you mean '\($0)'?" } ?? "")
                )
            }
        }

        func run() async throws {
            let found = try await NoticesCommand.with { notices in
                try await check(notices)
                var filter = Notices.Filter()
                filter.states = state
                filter.channels = channel
                filter.since = try since.map { try TypedTime(since: $0).timestamp }
                return try await notices.list(filter, limit: limit)
            }
            switch format {
            case .json: Output.line(JSON.array(found).prettyText)
            case .table: Output.line(found.isEmpty ? "no notices" : Self.table(found).text())
            }
            if found.isEmpty { Terminal.say("nothing happened that people are told of") }
            if found.count == limit {
                Terminal.say("these are the newest \(limit), as --limit asks; there may be more")
            }
        }

        private func check(_ notices: Notices) async throws {
            let known = try await notices.channels().compactMap { $0["name"]?.string }
            for name in channel where !known.contains(name) {
                throw Failure(
                    "PAR-NOT-32 there is no channel '\(name)'",
                    hint: Suggestion.nearest(to: name, in: known).map { "did you mean '\($0)'?" }
                        ?? "parapet channels list"
                )
            }
        }

        private static func table(_ notices: [JSON]) -> Table {
            var table = Table(titles: [
                "ID", "AT", "WHAT", "GUARDRAIL", "ACCOUNT", "RESOURCE", "FOR", "CHANNEL", "STATE",
            ])
            for notice in notices {
                let detail = notice["detail"]
                let text = { (json: JSON?) in json?.string ?? "" }
                let resource = detail?["resource"]
                table.rows.append([
                    notice["id"]?.text ?? "", String(text(notice["at"]).prefix(16)) + "Z",
                    notice["event"]?.string ?? text(notice["kind"]),
                    text(detail?["guardrail"]), text(detail?["account"]),
                    resource?.string ?? text(resource?["id"]),
                    notice["recipient"]?.string ?? "-",
                    [notice["channel"]?.string ?? "-", text(notice["address"])]
                        .filter { !$0.isEmpty }.joined(separator: " "),
                    text(notice["state"]),
                ])
            }
            return table
        }
    }
}

import ArgumentParser
import Document
import Guardrails
import Platform
import Store

extension NoticesCommand {
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what would have been sent to whom, before a channel is switched on.",
            discussion: """
                Takes what happened since, and the 'channels', 'owners', 'digest' and 'quiet' of \
                $PARAPET_CONFIG as the file is now, and turns the clock over it. Writes nothing and \
                sends nothing.

                Example:
                  parapet notices preview --since 7d
                  parapet notices preview --since 2026-11-01 --format json
                """
        )

        @Option(help: "Since when: 7d, 12h, a date, or a time.")
        var since = "7d"

        @Option(help: "table or json.")
        var format = ListFormat.table

        /// Bounds the memory of it.
        private static let limit = 20_000

        func run() async throws {
            let wiring = Wiring()
            let configuration = try wiring.configuration()
            guard !configuration.channels.isEmpty else {
                throw Failure(
                    "PAR-NOT-35 \(wiring.configurationFile) has no channels: nobody would be told",
                    hint: "add one under 'channels'"
                )
            }
            let start = try TypedTime(since: since).timestamp
            let past = try await NoticesCommand.with {
                try await $0.past(since: start, limit: Self.limit)
            }
            var preview = TellingPreview(configuration)
            let sent = preview.run(past, until: .now())
            switch format {
            case .json: Output.line(JSON.array(sent.map(\.json)).prettyText)
            case .table: Output.line(sent.isEmpty ? "no messages" : Self.table(sent).text())
            }
            say(past.count, sent, preview)
        }

        private func say(_ notices: Int, _ sent: [TellingPreview.Sent], _ preview: TellingPreview) {
            if notices == 0 {
                Terminal.say("nothing happened since that people are told of")
            }
            if notices == Self.limit {
                Terminal.say("these are the newest \(Self.limit) notices; there may be more")
            }
            if preview.unowned > 0 {
                Terminal.say(
                    "\(preview.unowned) notices found no owner, and go to the channel of last "
                        + "resort where there is one"
                )
            }
            if preview.untold > 0 {
                Terminal.say("\(preview.untold) notices would be told nobody")
            }
        }

        private static func table(_ sent: [TellingPreview.Sent]) -> Table {
            var table = Table(titles: ["AT", "CHANNEL", "TO", "WHAT", "NOTICES", "ABOUT"])
            for each in sent {
                let message = each.message
                table.rows.append([
                    each.at.map { String($0.rfc3339.prefix(16)) + "Z" } ?? "waits",
                    message.channel, message.address.isEmpty ? "-" : message.address,
                    message.kind.rawValue, String(message.notices), each.about,
                ])
            }
            return table
        }
    }
}

extension TellingPreview.Sent {
    fileprivate var about: String {
        let guardrails = Set(message.groups.compactMap(\.guardrail)).sorted()
        let accounts = Set(message.groups.compactMap(\.account)).sorted()
        let few = { (names: [String], what: String) in
            names.count > 2 ? "\(names.count) \(what)" : names.joined(separator: ", ")
        }
        return [few(guardrails, "guardrails"), few(accounts, "accounts")]
            .filter { !$0.isEmpty }.joined(separator: " in ")
    }

    fileprivate var json: JSON {
        [
            "at": .optional(at?.rfc3339), "channel": .string(message.channel),
            "address": message.address.isEmpty ? .null : .string(message.address),
            "kind": .string(message.kind.rawValue), "notices": .int(Int64(message.notices)),
            "groups": .array(
                message.groups.map {
                    [
                        "event": .string($0.event), "guardrail": .optional($0.guardrail),
                        "account": .optional($0.account),
                        "severity": .string($0.severity.rawValue),
                        "notices": .int(Int64($0.notices)),
                    ]
                }
            ),
        ]
    }
}

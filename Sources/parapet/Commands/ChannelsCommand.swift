import ArgumentParser
import CEL
import Document
import Guardrails
import Notify
import Platform
import Store

struct ChannelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channels",
        abstract: "Look at the ways to people, and try one.",
        subcommands: [List.self, Test.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the channels, with what waits and what is wrong.",
            discussion: "Example:\n  parapet channels list"
        )

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() async throws {
            let channels = try await Wiring().withDatabase {
                try await Notices(database: $0).channels()
            }
            switch format {
            case .json: Output.line(JSON.array(channels).prettyText)
            case .table: Output.line(channels.isEmpty ? "no channels" : Self.table(channels).text())
            }
            if channels.isEmpty {
                Terminal.say(
                    "parapet.yaml has no 'channels', or no coordinator has read it yet: what "
                        + "people would be told is in 'parapet notices list'"
                )
            }
        }

        private static func table(_ channels: [JSON]) -> Table {
            var table = Table(titles: ["CHANNEL", "TYPE", "STATE", "LAST SENT", "WAITING", "DEAD"])
            for channel in channels {
                let text = { (key: String) in channel[key]?.string ?? "-" }
                let state =
                    channel["current"]?.bool == false
                    ? "not used any more"
                    : channel["failing_since"]?.string.map {
                        "fails since \($0.prefix(16))Z: \(text("last_error"))"
                    } ?? "fine"
                table.rows.append([
                    text("name"), text("type"), state, String(text("last_sent").prefix(16)),
                    channel["waiting"]?.text ?? "0", channel["dead"]?.text ?? "0",
                ])
            }
            return table
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send one message through a channel, to see that it arrives.",
            discussion: """
                Reads $PARAPET_CONFIG and the channel's secret here, and asks no database. Exit \
                code 1: the channel did not take it.

                Example:
                  parapet channels test ops
                  parapet channels test mail --to somebody@example.com
                """
        )

        @Argument(help: "The channel's name in parapet.yaml.")
        var name: String

        @Option(help: "Whom it is to reach, where it can reach more than one.")
        var to: String?

        func run() async throws {
            let wiring = Wiring()
            let configuration = try wiring.configuration()
            let names = configuration.channels.map(\.name.name)
            guard let channel = configuration.channel(name) else {
                let near = Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                throw Failure(
                    "PAR-NOT-32 there is no channel '\(name)' in \(wiring.configurationFile)",
                    hint: near
                        ?? (names.isEmpty
                            ? "add one under 'channels'"
                            : "it has \(names.joined(separator: ", "))")
                )
            }
            let sessions = try await wiring.optionalSessions()
            let way = Channels.channel(channel, wiring.channelServices(sessions)(configuration))
            let now = Timestamp.now()
            let message = Message(
                key: "test-\(now.seconds)",
                at: now,
                recipient: Recipient(
                    name: name,
                    audience: channel.audience == .one ? .one : .many,
                    isOwner: false
                ),
                matter: .test
            )
            let parcel = message.parcel(fitting: type(of: way).maxCharacters)
            switch await way.test(parcel, to: to) {
            case .delivered(let reference):
                Output.line("sent through \(name)" + (reference.map { ": \($0)" } ?? ""))
            case .later(_, let reason), .refused(let reason):
                let (said, hint) = Self.parts(of: reason)
                throw Failure(
                    "PAR-NOT-33 channel '\(name)' did not take it: \(said)",
                    hint: hint ?? "correct it in \(wiring.configurationFile), or where it leads",
                    exitCode: .failure
                )
            }
        }

        /// What a channel says of a failure, without the code that it is kept with, and its own hint.
        static func parts(of reason: String) -> (said: String, hint: String?) {
            let mark = " | hint: "
            let end = reason.firstRange(of: mark)
            let said = reason[..<(end?.lowerBound ?? reason.endIndex)]
            let hint = end.map { String(reason[$0.upperBound...]) }
            guard let code = said.prefixMatch(of: #/PAR-[A-Z]+-[0-9]+ /#) else {
                return (String(said), hint)
            }
            return (String(said[code.range.upperBound...]), hint)
        }
    }
}

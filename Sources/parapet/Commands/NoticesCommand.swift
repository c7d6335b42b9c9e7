import ArgumentParser
import Document
import Platform
import Store

struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: "Look at what people are told, send it again, see what would be.",
        discussion: """
            A notice is a change of state: a finding opened, a change waits for somebody, an \
            exception ends. Notices become messages as parapet.yaml's 'channels', 'owners', \
            'digest' and 'quiet' say.
            """,
        subcommands: [List.self, Show.self, Resend.self, Preview.self]
    )

    static func with<Answer>(
        _ body: (Notices) async throws -> Answer
    ) async throws -> Answer {
        try await Wiring().withDatabase { try await body(Notices(database: $0)) }
    }

    /// A notice by its number, or a message by its id.
    static func find(_ id: String, _ notices: Notices) async throws -> JSON {
        let found =
            if let number = Int64(id) { try await notices.notice(number) } else {
                try await notices.message(id)
            }
        guard let found else {
            throw Failure(
                "PAR-NOT-30 there is no notice or message '\(id)'",
                hint: "parapet notices list"
            )
        }
        return found
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one notice, or one message, and what became of it.",
            discussion: """
                Example:
                  parapet notices show 4711
                  parapet notices show m-0123456789ab
                """
        )

        @Argument(help: "A notice's number, or a message's id.")
        var id: String

        func run() async throws {
            let found = try await NoticesCommand.with { notices in
                var found = try await NoticesCommand.find(id, notices).object ?? Object()
                // A notice says what became of its message.
                if let message = found["message"]?.string,
                    let document = try await notices.message(message)
                {
                    found["message"] = document
                }
                return JSON.object(found)
            }
            Output.line(found.prettyText)
        }
    }

    struct Resend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send the message of a notice once more.",
            discussion: """
                One that did not arrive keeps its key; one that did gets another, because who has \
                it drops repeats.

                Example:
                  parapet notices resend 4711
                  parapet notices resend m-0123456789ab
                """
        )

        @Argument(help: "A notice's number, or a message's id.")
        var id: String

        func run() async throws {
            let line = try await NoticesCommand.with { notices in
                let found = try await NoticesCommand.find(id, notices)
                guard let message = found[Int64(id) == nil ? "id" : "message"]?.string else {
                    throw Failure(
                        "PAR-NOT-34 notice \(id) is \(found["state"]?.string ?? "new"): no message "
                            + "tells of it",
                        hint: "'parapet notices show \(id)' says more",
                        exitCode: .failure
                    )
                }
                let document = Int64(id) == nil ? found : try await notices.message(message)
                if document?["state"] == "over" {
                    throw Failure(
                        "PAR-NOT-34 \(message) says nothing any more: what it told was over before "
                            + "it was sent",
                        hint: "'parapet notices show \(id)' says more",
                        exitCode: .failure
                    )
                }
                return "\(message) is sent again through \(try await notices.resend(message))"
            }
            Output.line(line)
        }
    }
}

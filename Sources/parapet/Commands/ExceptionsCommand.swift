import ArgumentParser
import Document
import Platform
import Store

struct ExceptionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exceptions",
        abstract: "Ask for exceptions from guardrails, decide on them, end them.",
        discussion: """
            Who acts is the database user of the connection. Granting takes membership in the role \
            that the guardrail's 'granted-by' names, and never goes to who asked. Every step is in \
            the audit log.
            """,
        subcommands: [
            Request.self, Grant.self, Refuse.self, Extend.self, Revoke.self, List.self, Show.self,
        ]
    )

    static func with<Answer>(
        _ body: (Exceptions) async throws -> Answer
    ) async throws -> Answer {
        try await Wiring().withDatabase { try await body(Exceptions(database: $0)) }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse a request.")

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "Why.")
        var reason: String

        func run() async throws {
            try await ExceptionsCommand.with { try await $0.refuse(id, note: reason) }
            Output.line("refused")
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a granted exception last longer, or shorter.",
            discussion: "At most as long as the guardrail allows, counted from today."
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "When it ends: 30d, 12h, a date such as 2027-01-01, or a time.")
        var until: String

        func run() async throws {
            let end = try TypedTime.end(until)
            try await ExceptionsCommand.with { try await $0.extend(id, until: end) }
            Output.line("lasts until \(end.rfc3339)")
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an exception now; its findings are open again."
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "Why.")
        var reason: String

        func run() async throws {
            let count = try await ExceptionsCommand.with { try await $0.revoke(id, note: reason) }
            Output.line(
                "revoked; \(count) \(count == 1 ? "finding is" : "findings are") open again"
            )
        }
    }
}

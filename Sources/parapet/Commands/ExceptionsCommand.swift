import AWS
import ArgumentParser
import CEL
import Document
import Guardrails
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

    struct Request: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for an exception; prints its id.",
            discussion: """
                What is not named is not asked: without --account it is for all accounts.

                Example:
                  parapet exceptions request s3-public-bucket --resource 'site-*' --until 30d \\
                    --reason 'the public web site' --ticket SEC-1234
                """
        )

        @Argument(help: "The guardrail's name.")
        var guardrail: String

        @Option(help: "Only this account.")
        var account: String?

        @Option(help: "Only accounts of this organizational unit: a path, or one name in it.")
        var unit: String?

        @Option(help: "Only this environment.")
        var environment: String?

        @Option(help: "Only this region.")
        var region: String?

        @Option(help: "Only this resource, by id or ARN; * and ? stand for any text and character.")
        var resource: String?

        @Option(help: "Only resources with this tag: KEY=VALUE.")
        var tag: String?

        @Option(help: "Only where this CEL condition holds; takes effect with the next sweep.")
        var condition: String?

        @Option(help: "When it ends: 30d, 12h, or a time such as 2026-12-31T00:00:00Z.")
        var until: String

        @Option(help: "Why.")
        var reason: String

        @Option(help: "Where else it is discussed.")
        var ticket: String?

        func run() async throws {
            var scope = GrantedException.Scope()
            scope.account = account
            scope.unit = unit
            scope.environment = environment
            scope.region = region
            scope.resource = resource
            scope.tag = try tag.map(Self.tag)
            scope.condition = condition
            if let condition { try check(condition) }
            let end = try EndTime(until).timestamp
            let (wanted, name) = (scope, guardrail)
            let id = try await ExceptionsCommand.with {
                try await $0.request(
                    from: name,
                    scope: wanted,
                    until: end,
                    reason: reason,
                    ticket: ticket
                )
            }
            print(id)
        }

        private static func tag(_ text: String) throws -> GrantedException.Scope.Tag {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("a tag is written KEY=VALUE") }
            return GrantedException.Scope.Tag(key: parts[0], value: parts[1])
        }

        /// Held to the guardrail of this machine's folder: a mistake shows before anybody decides.
        private func check(_ condition: String) throws {
            let found = try GuardrailsFolder(path: Wiring().guardrailsFolder).load()
                .first { $0.name == guardrail }
            guard let found else {
                throw Failure(
                    "PAR-GRD-10 there is no guardrail '\(guardrail)'",
                    hint: "parapet guardrails list"
                )
            }
            do throws(CompileFailure) {
                _ = try found.exceptionCondition(condition)
            } catch {
                throw Failure(
                    "PAR-EXC-03 the condition is wrong: \(error)",
                    hint: "parapet catalogue \(found.type.name)"
                )
            }
        }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Grant an exception that somebody else asked for.",
            discussion: "Example:\n  parapet exceptions grant e-0123456789"
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "Another end than was asked for: 30d, 12h, or a time.")
        var until: String?

        func run() async throws {
            let end = try until.map { try EndTime($0).timestamp }
            let count = try await ExceptionsCommand.with { try await $0.grant(id, until: end) }
            print("granted; \(count) \(count == 1 ? "finding stands" : "findings stand") under it")
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Refuse a request.")

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "Why.")
        var reason: String

        func run() async throws {
            try await ExceptionsCommand.with { try await $0.refuse(id, note: reason) }
            print("refused")
        }
    }

    struct Extend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a granted exception last longer, or shorter.",
            discussion: "At most as long as the guardrail allows, counted from today."
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "When it ends: 30d, 12h, or a time such as 2026-12-31T00:00:00Z.")
        var until: String

        func run() async throws {
            let end = try EndTime(until).timestamp
            try await ExceptionsCommand.with { try await $0.extend(id, until: end) }
            print("lasts until \(end.rfc3339)")
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
            print("revoked; \(count) \(count == 1 ? "finding is" : "findings are") open again")
        }
    }
}

/// When something ends: a length from now, or a time.
struct EndTime {
    let timestamp: Timestamp

    init(_ text: String, now: Timestamp = .now()) throws {
        if let time = Timestamp(text) {
            timestamp = time
            return
        }
        let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86400, "w": 604_800]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            count > 0, count < 1_000_000,
            let end = Timestamp(
                seconds: now.seconds + count * unit,
                nanoseconds: 0
            )
        else {
            throw ValidationError("'\(text)' is neither a length such as 30d nor a time")
        }
        timestamp = end
    }
}

import ArgumentParser
import Store

extension ChangesCommand {
    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for what a guardrail's actions would do about a finding.",
            discussion: """
                A worker reads the resource again and plans; another person approves, whatever the \
                mode. Exit code 1: only refusals came of it.

                Example:
                  parapet changes propose 3f2a91bc
                """
        )

        @Argument(help: "The finding's id, or as much of its beginning as no other has.")
        var finding: String

        @OptionGroup var asking: Asking

        func run() async throws {
            try await Wiring().withDatabase { database in
                let found = try await TypedFinding(finding).find(Ledger(database: database))
                try await asking.ask(.propose, found.id, database)
            }
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for a done change to be taken back.",
            discussion: """
                The undo is a change of its own, and another person approves it. What somebody \
                changed since is left alone. Where the guardrail enforces, what is undone is found \
                and changed again at once: ask for an exception first, or set its mode to approve. \
                Exit code 1: it cannot be undone.

                Example:
                  parapet changes undo c-0123456789ab --reason 'the partner still needs it'
                """
        )

        @Argument(help: "The change's id.")
        var id: String

        @OptionGroup var asking: Asking

        func run() async throws {
            try await ChangesCommand.ask(.undo, id, asking)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask for a change again that failed, met a conflict, or lapsed.",
            discussion: """
                It is planned anew after a fresh look, as a change of its own that another person \
                approves. Exit code 1: only refusals came of it.

                Example:
                  parapet changes retry c-0123456789ab
                """
        )

        @Argument(help: "The change's id.")
        var id: String

        @OptionGroup var asking: Asking

        func run() async throws {
            try await ChangesCommand.ask(.retry, id, asking)
        }
    }

    private static func ask(_ what: Changes.Asking, _ id: String, _ asking: Asking) async throws {
        try await Wiring().withDatabase { database in
            _ = try await rows([id], Changes(database: database))
            try await asking.ask(what, id, database)
        }
    }
}

import ArgumentParser
import Store

extension PlaybookCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a run go on that waits at a gate.",
            discussion: """
                Takes a member of a role that the gate names; where it asks for two persons, two \
                different ones, and not who started the run.

                Example:
                  parapet playbook approve r-0123456789ab --reason 'seen with the shop'
                """
        )

        @OptionGroup var deciding: Deciding

        func run() async throws { try await deciding.decide(isApproval: true) }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a run that waits at a gate; what was done stays until it is undone.",
            discussion: """
                Example:
                  parapet playbook reject r-0123456789ab --reason 'a false alarm'
                """
        )

        @OptionGroup var deciding: Deciding

        func run() async throws { try await deciding.decide(isApproval: false) }
    }

    struct Deciding: ParsableArguments {
        @Argument(help: "The run's id.")
        var id: String

        @Option(help: "The step at whose gate it waits, where there are several.")
        var step: String?

        @Option(help: "Why.")
        var reason: String

        func decide(isApproval: Bool) async throws {
            let decided = try await Wiring().withDatabase {
                try await Runs(database: $0).decide(
                    id,
                    step: step,
                    isApproval: isApproval,
                    reason: reason
                )
            }
            Output.line("\(id) \(decided) \(isApproval ? "approved" : "rejected")")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a failed run go on with what failed.",
            discussion: "Example:\n  parapet playbook resume r-0123456789ab"
        )

        @Argument(help: "The run's id.")
        var id: String

        func run() async throws {
            try await Wiring().withDatabase { database in
                try await asResponder { try await Runs(database: database).ask(.resumed, id) }
            }
            Output.line("\(id) goes on")
        }
    }

    struct Undo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what a run changed, the latest first.",
            discussion: """
                A run that still goes on ends first. What cannot be taken back is said.

                Example:
                  parapet playbook undo r-0123456789ab
                """
        )

        @Argument(help: "The run's id.")
        var id: String

        func run() async throws {
            try await Wiring().withDatabase { database in
                try await asResponder { try await Runs(database: database).ask(.undo, id) }
            }
            Output.line("\(id) is being undone; 'parapet playbook show \(id)' tells how far it is")
        }
    }
}

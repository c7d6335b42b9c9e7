import ArgumentParser

extension ChangesCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let changes be made that somebody else, or a guardrail, asked for.",
            discussion: """
                By their ids, or all that await approval and fit the filters. Shows each first; at a \
                terminal it asks. What is approved is made as it was shown, or less, never more. \
                Exit code 1: one at least was not decided.

                Example:
                  parapet changes approve c-0123456789ab
                  parapet changes approve --guardrail ssh-open-to-the-world
                """
        )

        @OptionGroup var chosen: ChosenChanges

        @Option(help: "Why.")
        var reason: String?

        func run() async throws {
            try await chosen.decide("approve", "approved") { changes, id in
                try await changes.approve(id, reason: reason)
            }
        }
    }

    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse changes; they are not proposed again while the finding stands.",
            discussion: """
                By their ids, or all that await approval and fit the filters. Exit code 1: one at \
                least was not decided.

                Example:
                  parapet changes reject c-0123456789ab --reason 'the bastion moves on Monday'
                """
        )

        @OptionGroup var chosen: ChosenChanges

        @Option(help: "Why.")
        var reason: String

        func run() async throws {
            try await chosen.decide("reject", "rejected") { changes, id in
                try await changes.reject(id, reason: reason)
            }
        }
    }
}

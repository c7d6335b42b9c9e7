import ArgumentParser
import Store

extension SweepCommand {
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let workers take no more of a sweep's jobs.",
            discussion: """
                Jobs under way go on to their end; however big the sweep, one row is written.

                Example:
                  parapet sweep pause s-20260102-030405-abcdef
                """
        )

        @Argument(help: "The sweep's id; 'parapet status' lists them.")
        var sweep: String

        func run() async throws {
            try await Wiring().withDatabase { try await Sweeps(database: $0).pause(sweep) }
            Output.line("sweep \(sweep) is paused; go on with 'parapet sweep resume \(sweep)'")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go on with a sweep that was paused."
        )

        @Argument(help: "The sweep's id.")
        var sweep: String

        func run() async throws {
            try await Wiring().withDatabase { try await Sweeps(database: $0).resume(sweep) }
            Output.line("sweep \(sweep) goes on")
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a sweep now.",
            discussion: """
                What it committed stays, and findings that it did not look at stay as they were.

                Example:
                  parapet sweep cancel s-20260102-030405-abcdef
                """
        )

        @Argument(help: "The sweep's id.")
        var sweep: String

        func run() async throws {
            try await Wiring().withDatabase { try await Sweeps(database: $0).cancel(sweep) }
            Output.line("sweep \(sweep) is cancelled")
        }
    }
}

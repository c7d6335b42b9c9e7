import ArgumentParser
import Document
import Platform
import Store

extension ChangesCommand {
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let nothing more be changed, by one guardrail or by any.",
            discussion: """
                In effect at once, also for what a worker has taken and not yet sent; a call that \
                was sent is verified. Any operator may.

                Example:
                  parapet changes stop
                  parapet changes stop --guardrail ssh-open-to-the-world --reason 'incident 42'
                """
        )

        @Option(help: "Only what this guardrail changes.")
        var guardrail: String?

        @Option(help: "Why.")
        var reason: String?

        func run() async throws {
            let waiting = try await Wiring().withDatabase { database in
                try await Names(database).check([
                    (.formerGuardrail, [guardrail].compactMap(\.self))
                ])
                return try await Changes(database: database).stop(guardrail, reason: reason)
            }
            let whose = guardrail.map { " of \($0)" } ?? ""
            let more = guardrail.map { " --guardrail \($0.shellWord)" } ?? ""
            Output.line(
                "changes\(whose) are stopped, \(waiting) wait; go on with "
                    + "'parapet changes resume\(more)'"
            )
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let changes go on that were stopped, or that a limit holds back.",
            discussion: """
                Takes a member of a role that approves. With --guardrail, one more sweep's worth \
                of what is over its limit goes through. Without it the switch for all goes back; \
                those of single guardrails stay.

                Example:
                  parapet changes resume
                  parapet changes resume --guardrail ssh-open-to-the-world
                """
        )

        @Option(help: "Only what this guardrail changes.")
        var guardrail: String?

        func run() async throws {
            let (count, stops) = try await Wiring().withDatabase { database in
                try await Names(database).check([
                    (.formerGuardrail, [guardrail].compactMap(\.self))
                ])
                let changes = Changes(database: database)
                return (try await changes.resume(guardrail), try await changes.stops())
            }
            let whose = guardrail.map { " of \($0)" } ?? ""
            Output.line("changes\(whose) go on: \(count) that waited")
            for stop in stops { Terminal.say("still stopped: \(ChangeStop(stop).text)") }
        }
    }
}

import ArgumentParser
import Document
import Foundation
import Records
import Store

extension ExceptionsCommand {
    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Grant an exception that somebody else asked for.",
            discussion: """
                Shows what it would cover now before anything is granted; at a terminal it asks.

                Example:
                  parapet exceptions grant e-0123456789
                """
        )

        @Argument(help: "The exception's id.")
        var id: String

        @Option(help: "Another end than was asked for: 30d, 12h, a date or a time.")
        var until: String?

        @Flag(help: "Do not ask, also at a terminal.")
        var yes = false

        func run() async throws {
            let end = try until.map { try TypedTime.end($0) }
            let count = try await ExceptionsCommand.with { exceptions in
                Terminal.say(try await ExceptionsCommand.preview(of: id, exceptions))
                try confirm()
                return try await exceptions.grant(id, until: end)
            }
            Output.line(
                "granted; \(count) \(count == 1 ? "finding stands" : "findings stand") under it"
            )
        }

        private func confirm() throws {
            guard !yes, isatty(STDIN_FILENO) == 1 else { return }
            Terminal.write("grant it? [y/N] ")
            guard let answer = readLine()?.lowercased(), ["y", "yes"].contains(answer) else {
                Terminal.say("nothing was granted")
                throw ExitCode.failure
            }
        }
    }

    private static let shownFindings = 20

    /// What somebody should know before deciding: what was asked for, and what it would cover.
    static func preview(of id: String, _ exceptions: Exceptions) async throws -> String {
        guard let found = try await exceptions.all(id: id).first else {
            throw Failure("PAR-EXC-04 there is no exception \(id)", hint: "parapet exceptions list")
        }
        let record = try ExceptionRecord(found)
        let lines = [
            "\(record.requestedBy) asks for an exception from \(record.guardrail): "
                + "\(scope(record.scope)), until \(record.until.rfc3339)",
            "because: \(record.reason)",
        ]
        guard record.scope["condition"] == nil else {
            return (lines + ["what its condition covers shows with the next sweep"])
                .joined(separator: "\n")
        }
        return (lines + Self.lines(try await exceptions.covered(by: id))).joined(separator: "\n")
    }

    /// What it would cover, in so many lines.
    static func lines(_ covered: [JSON]) -> [String] {
        let count = covered.count
        var lines = ["it would cover \(count) of the findings that are open now"]
        for finding in covered.prefix(shownFindings) {
            let names = ["account", "region", "resource_type", "resource_id", "part"]
            lines.append(
                "  "
                    + names.compactMap { finding[$0]?.string }
                    .filter { !$0.isEmpty }.joined(separator: " ")
            )
        }
        if count > shownFindings { lines.append("  and \(count - shownFindings) more") }
        return lines
    }
}

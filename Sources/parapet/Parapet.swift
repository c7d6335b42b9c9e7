import ArgumentParser
import Foundation

@main
struct Parapet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parapet",
        abstract: "Guardrails for thousands of AWS accounts.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 usage or configuration.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, GuardrailsCommand.self, MigrateCommand.self, EvalCommand.self,
        ]
    )

    /// As the library's own, but for the exit code of wrong usage, which we promise to be 2.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard error is Failure || exitCode(for: error) == .validationFailure else {
                exit(withError: error)
            }
            FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
            exit(withError: ExitCode.configuration)
        }
    }
}

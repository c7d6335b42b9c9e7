import AWS
import ArgumentParser
import Foundation
import Guardrails
import Store

@main
struct Parapet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parapet",
        abstract: "Guardrails for thousands of AWS accounts.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 findings at or above \
            --fail-on, 4 done but something could not be read.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, MigrateCommand.self, AccountsCommand.self, SweepCommand.self,
            CoordinatorCommand.self, WorkerCommand.self, FindingsCommand.self,
            GuardrailsCommand.self, StatusCommand.self, PermissionsCommand.self,
            CatalogueCommand.self, CollectCommand.self, EvalCommand.self, ExceptionsCommand.self,
            AuditCommand.self, ReportCommand.self, JobsCommand.self,
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
            exit(after: error)
        }
    }

    /// One line a mistake on standard error, and the exit code of CONTRACTS.
    private static func exit(after error: any Error) -> Never {
        switch error {
        case let failure as Failure:
            Terminal.say("Error: \(failure)")
            exit(withError: failure.exitCode)
        case let problems as Problems:
            Terminal.say("\(problems)")
            exit(withError: ExitCode.configuration)
        case let failure as CredentialFailure:
            Terminal.say("Error: \(failure)")
            exit(withError: ExitCode.configuration)
        case let failure as StoreError:
            Terminal.say("Error: \(failure)")
            exit(withError: failure.isConfiguration ? ExitCode.configuration : ExitCode.failure)
        default:
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.say(fullMessage(for: error))
            exit(withError: ExitCode.configuration)
        }
    }
}

extension StoreError {
    /// Whether the one who called can mend it, as opposed to the one who runs the database.
    var isConfiguration: Bool {
        switch kind {
        case .badCredentials, .noDatabase, .schemaTooOld, .schemaTooNew, .noMigrations,
            .migrationAltered, .notAllowed, .refusedException, .notYours,
            .refusedSweep:
            true
        case .unreachable, .leaseLost, .wrongState, .failed, .unreadable, .diskFull: false
        }
    }
}

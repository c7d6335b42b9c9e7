import AWS
import ArgumentParser
import Foundation
import Guardrails
import Records
import Store

@main
struct Parapet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parapet",
        abstract: "Guardrails for thousands of AWS accounts.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 usage, configuration or a name that nobody knows, 3 \
            findings at or above --fail-on, 4 done but something could not be read, 5 a run waits at a gate. What a code such \
            as PAR-DB-04 means: 'parapet errors PAR-DB-04'.
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, ConfigCommand.self, MigrateCommand.self, AccountsCommand.self,
            SweepCommand.self,
            CoordinatorCommand.self, WorkerCommand.self, FeedCommand.self, NotifierCommand.self,
            FindingsCommand.self, GuardrailsCommand.self, StatusCommand.self,
            PermissionsCommand.self, CatalogueCommand.self, ActionsCommand.self,
            CollectCommand.self, EvalCommand.self, PolicyCommand.self, ExceptionsCommand.self,
            AuditCommand.self, ReportCommand.self, ChangesCommand.self, PlaybookCommand.self,
            StepsCommand.self, EvidenceCommand.self, NoticesCommand.self, ChannelsCommand.self,
            JobsCommand.self, DoctorCommand.self, ErrorsCommand.self,
        ]
    )

    /// As the library's own, but for the exit code of wrong usage, which we promise to be 2.
    static func main() async {
        // A pipe whose reader left shows when it is written to.
        signal(SIGPIPE, SIG_IGN)
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
        case let failure as Failure: fail(failure, failure.exitCode)
        case let problems as Problems:
            Terminal.say("\(problems)")
            exit(withError: ExitCode.configuration)
        case let failure as CredentialFailure: fail(failure, .configuration)
        case let failure as RecordFailure: fail(failure, .failure)
        case let failure as StoreError:
            fail(failure, failure.isConfiguration ? .configuration : .failure)
        case let code as ExitCode: exit(withError: code)
        default:
            let arguments = Array(CommandLine.arguments.dropFirst())
            switch exitCode(for: error) {
            case .success:
                if let mistake = UsageMistake(helpOn: arguments) {
                    Terminal.say("\(mistake)")
                    exit(withError: ExitCode.configuration)
                }
                Output.line(fullMessage(for: error))
                exit(withError: ExitCode.success)
            case .validationFailure:
                Terminal.say("\(UsageMistake(message(for: error), arguments: arguments))")
                exit(withError: ExitCode.configuration)
            case let code: fail(SpokenError(error), code)
            }
        }
    }

    private static func fail(_ failure: some CustomStringConvertible, _ code: ExitCode) -> Never {
        Terminal.say("Error: \(failure)")
        exit(withError: code)
    }
}

extension StoreError {
    /// Whether the one who called can mend it, as opposed to the one who runs the database.
    var isConfiguration: Bool {
        switch kind {
        case .badCredentials, .noDatabase, .schemaTooOld, .schemaTooNew, .noMigrations,
            .migrationAltered, .notAllowed, .refusedException, .noException, .refusedSweep, .noJob,
            .noChange, .noMessage, .noRun, .noPlaybook, .lockedGate, .noResponder, .refusedRun,
            .schemaAbandoned, .untrusted:
            true
        case .unreachable, .leaseLost, .wrongState, .failed, .unreadable, .diskFull, .outOfBounds,
            .stale, .overtaken, .notYours, .exceptionMoved, .changeMoved, .noChannel, .runMoved,
            .otherPlaybook, .locked:
            false
        }
    }
}

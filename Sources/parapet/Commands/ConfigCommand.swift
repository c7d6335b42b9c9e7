import AWS
import ArgumentParser
import Foundation
import Guardrails

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check parapet.yaml.",
        subcommands: [Check.self]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read parapet.yaml with everything that it names.",
            discussion: """
                Says all that is wrong, with its place. Exit code 2: a sweep would refuse it, or a \
                guardrail of $PARAPET_GUARDRAILS could not make the changes that it asks for. \
                Warnings are of what can be used and is hardly meant. Asks neither AWS nor the \
                database.

                Example:
                  parapet config check
                  parapet config check /etc/parapet/parapet.yaml
                """
        )

        @Argument(help: "The file; default: $PARAPET_CONFIG, else parapet.yaml.")
        var file: String?

        func run() throws {
            var environment = ProcessInfo.processInfo.environment
            if let file { environment["PARAPET_CONFIG"] = file }
            let wiring = Wiring(environment: environment)
            let configuration = try wiring.configuration()
            for warning in configuration.warnings { Terminal.say("\(warning)") }
            try Self.checkFiles(of: configuration, wiring)
            let doubts = try Self.checkActions(under: configuration, wiring)
            // What is listed may already be in two environments.
            _ = try configuration.estate(discovered: [])
            let count = configuration.warnings.count + doubts
            let warnings =
                count == 0 ? "" : ", \(count) \(count == 1 ? "warning" : "warnings")"
            Output.line("\(wiring.configurationFile): checked\(warnings)")
        }

        /// What the guardrails would do and cannot. Files that do not load are `guardrails check`'s.
        ///
        /// - Returns: of how many things people were warned.
        private static func checkActions(
            under configuration: Configuration,
            _ wiring: Wiring
        ) throws -> Int {
            let files = (try? GuardrailsFolder(path: wiring.guardrailsFolder).files()) ?? []
            let guardrails = files.compactMap { file in
                try? Guardrail.load(
                    yaml: file.text,
                    file: file.file,
                    catalogue: .aws,
                    running: false
                )
            }
            // A name may be that of a file that does not load.
            let unknown =
                guardrails.count == files.count && !files.isEmpty
                ? configuration.problems(among: guardrails) : []
            let problems =
                unknown
                + guardrails.flatMap { guardrail in
                    configuration.overrides.filter { $0.name.name == guardrail.name }
                        .flatMap { guardrail.problems(with: $0) }
                } + guardrails.flatMap { $0.actionProblems(in: configuration) }
                + configuration.channelProblems(among: guardrails)
            guard problems.allSatisfy({ $0.severity == .warning }) else {
                throw Problems(problems)
            }
            for problem in problems { Terminal.say("\(problem)") }
            return problems.count
        }

        private static func checkFiles(of configuration: Configuration, _ wiring: Wiring) throws {
            var problems: [Problem] = []
            for file in try wiring.baselines(of: configuration).sorted(by: { $0.key < $1.key }) {
                do throws(Problems) {
                    _ = try BaselineFile.items(yaml: file.value.text, file: file.value.file)
                } catch {
                    problems += error.all
                }
            }
            guard problems.isEmpty else { throw Problems(problems) }
        }
    }
}

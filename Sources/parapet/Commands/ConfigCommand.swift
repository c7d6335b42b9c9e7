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
                Says all that is wrong, with its place. Exit code 2: a sweep would refuse it. \
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
            // What is listed may already be in two environments.
            _ = try configuration.estate(discovered: [])
            let count = configuration.warnings.count
            let warnings =
                count == 0 ? "" : ", \(count) \(count == 1 ? "warning" : "warnings")"
            Output.line("\(wiring.configurationFile): checked\(warnings)")
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

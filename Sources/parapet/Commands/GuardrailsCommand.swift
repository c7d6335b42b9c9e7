import AWS
import ArgumentParser
import Document
import Foundation
import Guardrails

struct GuardrailsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guardrails",
        abstract: "Check, list, explain and try guardrails.",
        subcommands: [
            Check.self, List.self, Explain.self, New.self, Test.self, Try.self, Plan.self,
            Permissions.self, Schema.self,
        ]
    )

    struct Folder: ParsableArguments {
        @Argument(
            help: """
                The folder with the guardrails' YAML files, or one file (default: \
                $PARAPET_GUARDRAILS, else ops/guardrails).
                """
        )
        var path: String?

        var folder: GuardrailsFolder { GuardrailsFolder(path: path ?? Wiring().guardrailsFolder) }

        func load(running tests: Bool = false) throws -> [Guardrail] {
            try folder.load(running: tests)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every guardrail and run its own tests.",
            discussion: """
                Where $PARAPET_CONFIG (default: parapet.yaml) is there, the environments that \
                guardrails name are held to it. Warnings go to standard error.

                Example:
                  parapet guardrails check ops/guardrails
                  parapet guardrails check my-guardrail.yaml
                """
        )

        @OptionGroup var folder: Folder

        func run() throws {
            let guardrails = try folder.load(running: true)
            let frameworks = try folder.folder.knownFrameworks()
            var problems =
                guardrails.flatMap { $0.problems(in: frameworks) }
                + frameworks.flatMap { $0.problems(in: frameworks) }
            let wiring = Wiring()
            if wiring.hasConfiguration {
                let configuration = try wiring.configuration()
                problems += guardrails.flatMap { $0.problems(in: configuration) }
                problems += Self.accountProblems(guardrails, configuration)
            } else {
                Self.sayUnchecked(guardrails.flatMap(\.namedAccounts), "there is no parapet.yaml")
            }
            guard problems.isEmpty else { throw Problems(problems) }
            let warnings = guardrails.flatMap { $0.warnings + $0.doubts(in: frameworks) }
            for warning in warnings { Terminal.say("\(warning)") }
            let count = guardrails.count
            Output.line(
                "\(count) \(count == 1 ? "guardrail" : "guardrails"): checked, all tests pass"
            )
        }

        /// Only where all accounts are listed does this machine know which there are.
        private static func accountProblems(
            _ guardrails: [Guardrail],
            _ configuration: Configuration
        ) -> [Problem] {
            let known = configuration.namedAccounts
            guard configuration.organization != nil else {
                return guardrails.flatMap { $0.problems(withAccounts: known) }
            }
            let unknown = guardrails.flatMap(\.namedAccounts).filter { !known.contains($0.name) }
            sayUnchecked(unknown, "an organization lists the accounts, and sweeps look")
            return []
        }

        private static func sayUnchecked(_ accounts: [NamedInFile], _ reason: String) {
            guard !accounts.isEmpty else { return }
            let names = Set(accounts.map { "'\($0.name)'" }).sorted().joined(separator: ", ")
            Terminal.say("nothing is known here to check account \(names) against: \(reason)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the guardrails.",
            discussion: """
                Example:
                  parapet guardrails list
                  parapet guardrails list --format json
                """
        )

        @OptionGroup var folder: Folder

        @Option(help: "table or json.")
        var format = ListFormat.table

        func run() throws {
            let guardrails = try folder.load()
            switch format {
            case .table: printTable(guardrails)
            case .json: Output.line(JSON.array(guardrails.map(Self.json)).prettyText)
            }
        }

        private static func json(_ guardrail: Guardrail) -> JSON {
            [
                "guardrail": .string(guardrail.name), "title": .string(guardrail.title),
                "severity": .string(guardrail.severity.rawValue),
                "resource": .string(guardrail.type.name),
                "file": .string(guardrail.place.file),
            ]
        }

        private func printTable(_ guardrails: [Guardrail]) {
            var table = Table(titles: ["GUARDRAIL", "SEVERITY", "RESOURCE", "TITLE"])
            for guardrail in guardrails {
                table.rows.append([
                    guardrail.name, guardrail.severity.rawValue, guardrail.type.name,
                    guardrail.title,
                ])
            }
            Output.line(table.text())
        }
    }
}

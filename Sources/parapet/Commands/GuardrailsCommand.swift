import AWS
import ArgumentParser
import Document
import Foundation
import Guardrails

struct GuardrailsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guardrails",
        abstract: "Check and list the guardrails of a folder.",
        subcommands: [Check.self, List.self]
    )

    struct Folder: ParsableArguments {
        @Argument(
            help: """
                The folder with the guardrails' YAML files (default: $PARAPET_GUARDRAILS, else \
                ops/guardrails).
                """
        )
        var path: String?

        func load() throws -> [Guardrail] {
            let path =
                path ?? ProcessInfo.processInfo.environment["PARAPET_GUARDRAILS"]
                ?? "ops/guardrails"
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw Failure(
                    "PAR-GRD-08 there is no folder \(path)",
                    hint: "name one, or set PARAPET_GUARDRAILS"
                )
            }
            let files = try names.filter { $0.hasSuffix(".yaml") }.map { name in
                let file = path + "/" + name
                guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                    throw Failure(
                        "PAR-GRD-09 \(file) cannot be read as UTF-8 text",
                        hint: "check its permissions and its encoding"
                    )
                }
                return (name: file, text: text)
            }
            guard !files.isEmpty else {
                throw Failure(
                    "PAR-GRD-08 there is no guardrail in \(path)",
                    hint: "a guardrail is a file that ends in .yaml"
                )
            }
            return try Guardrail.load(files: files, catalogue: .aws)
        }

        /// Loads, or says on stderr what is wrong and exits with 2.
        func loadOrExit() throws -> [Guardrail] {
            do {
                return try load()
            } catch {
                FileHandle.standardError.write(Data("\(error)\n".utf8))
                throw ExitCode.configuration
            }
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every guardrail and run its own tests.",
            discussion: "Example:\n  parapet guardrails check ops/guardrails"
        )

        @OptionGroup var folder: Folder

        func run() throws {
            let count = try folder.loadOrExit().count
            print("\(count) \(count == 1 ? "guardrail" : "guardrails"): checked, all tests pass")
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

        enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

        @OptionGroup var folder: Folder

        @Option(help: "table or json.")
        var format = Format.table

        func run() throws {
            let guardrails = try folder.loadOrExit()
            switch format {
            case .table: printTable(guardrails)
            case .json: print(JSON.array(guardrails.map(Self.json)).prettyText)
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
            print(table.text())
        }
    }
}

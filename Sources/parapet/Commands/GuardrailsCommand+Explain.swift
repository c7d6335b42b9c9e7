import AWS
import ArgumentParser
import CEL
import Document
import Foundation
import Guardrails

extension GuardrailsCommand {
    /// Guardrails by their names.
    struct Named: ParsableArguments {
        @Option(help: "The folder with the guardrails; default: $PARAPET_GUARDRAILS.")
        var folder: String?

        var home: GuardrailsFolder {
            GuardrailsFolder(path: folder ?? Wiring().guardrailsFolder)
        }

        func load(running tests: Bool = false) throws -> [Guardrail] {
            try home.load(running: tests)
        }

        /// As it is under $PARAPET_CONFIG, where that is there.
        func find(_ name: String, running tests: Bool = false) throws -> Guardrail {
            let guardrail = try written(name, running: tests)
            return try configuration(for: guardrail).map(guardrail.inForce) ?? guardrail
        }

        /// Nil where there is none.
        func configuration(for guardrail: Guardrail) throws -> Configuration? {
            guard Wiring().hasConfiguration else { return nil }
            let configuration = try Wiring().configuration()
            let problems = configuration.overrides.filter { $0.name.name == guardrail.name }
                .flatMap { guardrail.problems(with: $0) }
            guard problems.isEmpty else { throw Problems(problems) }
            return configuration
        }

        /// As its file has it.
        func written(_ name: String, running tests: Bool = false) throws -> Guardrail {
            let guardrails = try load(running: tests)
            guard let found = guardrails.first(where: { $0.name == name }) else {
                throw Failure(
                    "PAR-GRD-10 there is no guardrail '\(name)'",
                    hint: Suggestion.nearest(to: name, in: guardrails.map(\.name))
                        .map { "did you mean '\($0)'?" } ?? "parapet guardrails list"
                )
            }
            return found
        }
    }

    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a guardrail looks at, what that costs and what it may do.",
            discussion: """
                Where $PARAPET_CONFIG (default: parapet.yaml) is there, what it says of the guardrail \
                counts: the mode in each environment, who approves, limits, windows.

                Example:
                  parapet guardrails explain s3-public-bucket
                """
        )

        @Argument(help: "The guardrail's name.")
        var name: String

        @OptionGroup var named: Named

        func run() throws {
            let guardrail = try named.written(name)
            let configuration = try named.configuration(for: guardrail)
            let hearsEvents = configuration?.eventQueues.isEmpty == false
            Output.line(guardrail.explanation(under: configuration, hearsEvents: hearsEvents))
        }
    }

    struct Permissions: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the least IAM policy that some guardrails need.",
            discussion: """
                audit: what reading needs. remediate: what acting needs, for the second role.

                Example:
                  parapet guardrails permissions
                  parapet guardrails permissions s3-public-bucket ssh-open-to-the-world
                """
        )

        enum Role: String, ExpressibleByArgument, CaseIterable { case audit, remediate }

        @Argument(help: "The guardrails' names; without any, all of the folder.")
        var names: [String] = []

        @Option(name: .customLong("for"), help: "audit or remediate.")
        var role = Role.audit

        @OptionGroup var named: Named

        func run() throws {
            let guardrails = try names.isEmpty ? named.load() : names.map { try named.find($0) }
            switch role {
            case .audit:
                let regions: Set<String> = ["ec2:DescribeRegions"]
                let actions = guardrails.reduce(into: regions) { $0.formUnion($1.permissions) }
                Output.line(RolePolicies.policy(allowing: actions).prettyText)
            case .remediate:
                let actions = guardrails.reduce(into: Set<String>()) {
                    $0.formUnion($1.actionPermissions)
                }
                guard !actions.isEmpty else {
                    Terminal.say("none of these guardrails acts: the second role needs nothing")
                    return
                }
                Output.line(RolePolicies.policy(allowing: actions).prettyText)
            }
        }
    }

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a JSON Schema of guardrail files, for editors.",
            discussion: """
                Example:
                  parapet guardrails schema > ops/guardrails/schema.json
                """
        )

        func run() { Output.line(GuardrailSchema.json(.aws).prettyText) }
    }
}

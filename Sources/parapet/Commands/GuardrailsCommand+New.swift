import ArgumentParser
import Guardrails

extension GuardrailsCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a guardrail to begin with.",
            discussion: """
                It passes 'guardrails check', with a warning until its criterion is replaced.

                Example:
                  parapet guardrails new s3.bucket my-bucket-rule > my-bucket-rule.yaml
                """
        )

        @Argument(help: "The type of resource to judge; 'parapet catalogue' lists them.")
        var type: String

        @Argument(help: "The guardrail's name: lower-case letters, digits and '-'.")
        var name: String

        func run() throws {
            let type = try CatalogueCommand.find(type)
            Output.write(try GuardrailStarter.yaml(type, name: name))
        }
    }
}

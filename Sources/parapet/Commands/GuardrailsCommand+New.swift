import AWS
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
            let starter = try GuardrailStarter.yaml(type, name: name)
            if let other = Self.file(of: name) {
                Terminal.say("the name '\(name)' is taken by \(other): two of it are refused")
            }
            Output.write(starter)
        }

        /// The one in this machine's folder that has the name.
        private static func file(of name: String) -> String? {
            GuardrailsFolder(path: Wiring().guardrailsFolder).found().lazy.compactMap { found in
                guard case .text(let file) = found else { return nil }
                let other = try? Guardrail.load(
                    yaml: file.text,
                    file: file.file,
                    catalogue: .aws,
                    running: false
                )
                return other?.name == name ? file.file : nil
            }.first
        }
    }
}

import ArgumentParser

@main
struct Parapet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parapet",
        abstract: "Guardrails for thousands of AWS accounts.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 usage or configuration.
            """,
        version: "0.1.0",
        subcommands: [InitCommand.self, GuardrailsCommand.self]
    )
}

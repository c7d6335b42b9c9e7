import ArgumentParser

@main
struct Parapet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parapet",
        abstract: "Guardrails for thousands of AWS accounts.",
        version: "0.1.0"
    )
}

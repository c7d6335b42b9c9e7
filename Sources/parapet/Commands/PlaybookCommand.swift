import AWS
import ArgumentParser
import Guardrails
import Playbooks

struct PlaybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "playbook",
        abstract: "Check and run workflows and orchestrations, and decide where runs wait.",
        subcommands: [
            Check.self, Schema.self, Start.self, List.self, Show.self, Approve.self, Reject.self,
            Resume.self, Undo.self,
        ]
    )

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check playbooks and run their own tests.",
            discussion: """
                Everything that is wrong is told with file, line and column. Warnings go to standard \
                error.

                Example:
                  parapet playbook check
                  parapet playbook check my-playbook.yaml
                """
        )

        @Argument(
            help: """
                Files, or folders of them (default: $PARAPET_PLAYBOOKS, else ops/playbooks).
                """
        )
        var files: [String] = []

        func run() throws {
            let playbooks = try PlaybooksFolder(files).load(running: true)
            for warning in playbooks.flatMap(\.warnings) { Terminal.say("\(warning)") }
            let count = playbooks.count
            Output.line(
                "\(count) \(count == 1 ? "playbook" : "playbooks"): checked, all tests pass"
            )
        }
    }

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a JSON Schema of playbook files, for editors.",
            discussion: """
                Example:
                  parapet playbook schema > ops/playbooks/schema.json
                """
        )

        func run() { Output.line(PlaybookSchema.json(.aws, .aws).prettyText) }
    }
}

import AWS
import ArgumentParser
import Document
import Guardrails
import Records
import Store

extension GuardrailsCommand {
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a guardrail's actions would do about its findings; change nothing.",
            discussion: """
                Reads each resource of a standing finding again, by the audit role, judges it again, \
                and plans. Where AWS can be asked whether it would let a call pass (EC2), it is, by \
                the role for changes. Writes nothing anywhere. Exit code 4: something is unknown, \
                and was not planned.

                Example:
                  parapet guardrails plan ssh-open-to-the-world
                  parapet guardrails plan s3-public-bucket --account 222222222222 --format json
                """
        )

        @Argument(help: "The guardrail's name.")
        var name: String

        @Option(help: "Only this account, by its id.")
        var account: [String] = []

        @Option(help: "table or json.")
        var format = ListFormat.table

        @OptionGroup var named: Named

        func run() async throws {
            let guardrail = try named.find(name)
            let wiring = Wiring()
            let configuration = try wiring.configuration()
            let sessions = try await wiring.sessions()
            try await sessions.checkKeys()
            let answer = try await wiring.withDatabase { database in
                try await Names(database).check([(.account, account)])
                let plan = try await DryPlan(
                    of: guardrail,
                    wiring,
                    configuration,
                    sessions,
                    database
                )
                let filter = Ledger.Filter(guardrails: [guardrail.name], accounts: account)
                return try await plan.answer(about: filter)
            }
            switch format {
            case .json: Output.line(JSON.array(answer.changes.map(\.json)).prettyText)
            case .table: Output.line(DryPlan.table(answer.changes).text())
            }
            if !guardrail.allActions.contains(where: \.acts) {
                Terminal.say("\(guardrail.name) has no action that changes anything")
            } else if answer.findings == 0 {
                Terminal.say("\(guardrail.name) has no standing finding")
            }
            if answer.isIncomplete { throw ExitCode.incomplete }
        }
    }
}

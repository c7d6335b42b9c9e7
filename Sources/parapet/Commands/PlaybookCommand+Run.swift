import ArgumentParser
import Document
import Guardrails
import Platform
import Playbooks
import Records
import Store

extension PlaybookCommand {
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Start a workflow on a target, or an orchestration.",
            discussion: """
                What is run is the playbook of the rules in force, which a coordinator stores; a folder \
                of one's own is only compared with it. The target is looked for in what sweeps have seen in all accounts: an id, an ARN, a \
                name, an address, a DNS name, or tag:KEY=VALUE. None or several: exit code 2, and \
                what tells them apart on standard output. The playbook's own inputs are options too. \
                With --wait: 1 it failed or was refused, 5 it waits at a gate.

                --local runs it in this process, for a laptop or a CI job. Without a database it is the \
                playbook of $PARAPET_PLAYBOOKS, the target is looked for in AWS, and nothing can be \
                changed; with one, coordinator and worker run here, and the ledger keeps all of it: \
                that takes the database roles parapet_coordinator, parapet_worker and \
                parapet_responder.

                Example:
                  parapet playbook run instance-triage --target i-0123456789abcdef0 --wait
                  parapet playbook run instance-triage --target 198.51.100.7 --case 4711
                  parapet playbook run instance-triage --target i-0abc --local --report out
                """
        )

        @Argument(help: "The playbook's name.")
        var name: String

        @Option(help: "What it is run on.")
        var target: String?

        @Option(name: .customLong("case"), help: "The case that it belongs to.")
        var caseName: String?

        @Option(help: "Why.")
        var reason: String?

        @Option(help: "analyse: leave out what changes anything.")
        var only: Only?

        @Flag(help: "Say what would be changed, and change nothing.")
        var dryRun = false

        @Flag(help: "Wait until it has ended, or waits for somebody.")
        var wait = false

        @Flag(help: "Pass gates that ask for one person, where you may; with --wait.")
        var yes = false

        @Flag(help: "Run it in this process; implies --wait.")
        var local = false

        @Option(help: "A folder for its report, as Markdown, HTML, JSON and JUnit; with --wait.")
        var report: String?

        @Option(help: "table or json.")
        var format = ListFormat.table

        @Option(help: "A folder whose playbook has to be the one in force; else nothing is run.")
        var folder: String?

        @Argument(parsing: .allUnrecognized, help: "The playbook's own inputs, as options.")
        var inputs: [String] = []

        enum Only: String, ExpressibleByArgument { case analyse }

        private var isWaiting: Bool { wait || local }

        /// Whatever is done once it has ended needs somebody who waits for that.
        private func checkOptions() throws {
            let late = [("--report", report != nil), ("--yes", yes)].first { $0.1 && !isWaiting }
            if let late {
                throw Failure(
                    "PAR-RUN-40 \(late.0) is for a run that is waited for",
                    hint: "add --wait; 'parapet playbook show RUN --report DIR' writes it later"
                )
            }
        }

        func run() async throws {
            try checkOptions()
            let wiring = Wiring()
            guard local else {
                return try await wiring.withDatabase { try await follow($0) }
            }
            guard wiring.hasDatabase else { return try await runAlone(wiring) }
            let database = try await wiring.database()
            let cluster = try await LocalCluster(wiring, database)
            try await asCluster {
                try await cluster.run { try await lead(cluster, database) }
            }
        }

        private func lead(_ cluster: LocalCluster, _ database: Database) async throws {
            try await RunPlaybook.waitForRules(of: cluster.book, Runs(database: database))
            try await follow(database)
        }

        /// Without a database.
        private func runAlone(_ wiring: Wiring) async throws {
            let (playbook, digest) = try LocalRunning.playbook(name, folder: folder)
            let given = try RunInputs(inputs, of: playbook)
            let isSafe = only == .analyse || dryRun
            try LocalRunning.check(playbook, changesNothing: isSafe)
            let here = try await LocalRunning(wiring)
            let found = try await here.target(target, for: playbook)
            let begun = Run(
                id: "local",
                of: playbook,
                textDigest: digest,
                target: found,
                account: found.map { here.account($0.name.account) },
                inputs: given.values,
                caseName: caseName,
                reason: reason,
                startedBy: "local",
                forensics: here.configuration.forensics.texts,
                onlyAnalyses: !dryRun,
                isDry: dryRun
            )
            let ended = await here.run(begun, of: playbook)
            let row = ended.row(
                text: PlaybooksFolder([folder].compactMap(\.self)).text(of: name) ?? ""
            )
            try RunFollower.tell(try RunReport(row), format, to: report)
        }

        private func start(_ runs: Runs) async throws -> String {
            let (playbook, digest) = try await RunPlaybook.find(name, runs, folder: folder)
            let given = try RunInputs(inputs, of: playbook)
            return try await asResponder {
                let found = try await RunTarget.find(target, for: playbook, runs)
                return try await runs.start(
                    Runs.Start(
                        playbook: playbook.name,
                        digest: digest,
                        target: found,
                        inputs: given.values,
                        caseName: caseName,
                        reason: reason,
                        onlyAnalyses: only == .analyse,
                        isDry: dryRun
                    )
                )
            }
        }

        private func follow(_ database: Database) async throws {
            let runs = Runs(database: database)
            let id = try await start(runs)
            let follower = RunFollower(runs: runs, run: id)
            if isWaiting {
                Terminal.say(id)
                var row = try await follower.wait()
                while yes, row["status"]?.string == "waiting",
                    try await follower.passGates(reason)
                {
                    row = try await follower.wait()
                }
                let told = try await RunReport.read(row, database)
                try RunFollower.tell(told, format, to: report)
            } else if format == .json {
                let record = try RunRecord(report: try await follower.row())
                Output.line(record.json.prettyText)
            } else {
                Output.line(id)
            }
        }
    }
}

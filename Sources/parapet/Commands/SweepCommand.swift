import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform
import Store
import UnixSignals

struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Look at every account and region, now; pause, resume or cancel such a look.",
        discussion: """
            Without a subcommand it asks for a sweep; 'parapet help sweep start' tells how.

            Example:
              parapet sweep --wait
              parapet sweep pause s-20260102-030405-abcdef
            """,
        subcommands: [Start.self, Pause.self, Resume.self, Cancel.self],
        defaultSubcommand: Start.self
    )
}

extension SweepCommand {
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Look at every account and region, now.",
            discussion: """
                Asks the running cluster; a second full sweep while one runs joins it. With --local \
                coordinator and worker run inside this one process, for a laptop or a CI job.

                Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 findings at or above \
                --fail-on, 4 done but something could not be read.

                Example:
                  parapet sweep --wait
                  parapet sweep --wait --environment prod --fail-on high
                  parapet sweep --local --account 222222222222 --format json
                  parapet sweep --priority scheduled
                """
        )

        @OptionGroup var narrowing: NarrowingOptions

        @Flag(help: "Follow the sweep to its end.")
        var wait = false

        @Flag(help: "Run coordinator and worker in this process; implies --wait.")
        var local = false

        @Option(help: "With --wait: exit with 3 when findings are open at this severity or above.")
        var failOn: Severity?

        @Option(help: "Whose jobs are taken first: event, on-demand or scheduled.")
        var priority = Sweeps.Priority.onDemand

        @Option(help: "table or json.")
        var format = ListFormat.table

        func validate() throws {
            if failOn != nil && !wait && !local {
                throw ValidationError(
                    "--fail-on needs --wait: before its end a sweep found nothing"
                )
            }
        }

        func run() async throws {
            let wiring = Wiring()
            let database = try await wiring.database()
            if local {
                let cluster = try await LocalCluster(wiring, database)
                try await cluster.run { try await sweep(database) }
            } else {
                try await Coordinators(database).waitForOne()
                try await sweep(database)
            }
        }

        private func sweep(_ database: Database) async throws {
            let (id, joined) = try await Sweeps(database: database).request(
                narrowing.narrowing,
                priority: priority
            )
            if joined { Terminal.say("a full sweep is under way: joined \(id)") }
            guard wait || local else {
                printRequested(id)
                return
            }
            let follower = Follower(database: database, sweep: id, isLocal: local)
            let status = try await follower.follow()
            let gaps = try await Gaps(database: database).of(sweep: id)
            switch format {
            case .json: print(Self.ordered(status.summary).prettyText)
            case .table: print(Self.text(status.summary))
            }
            let isReached = try await reachesFailOn(database)
            if !gaps.isEmpty { Terminal.say(Self.text(gaps)) }
            if isReached { throw ExitCode.findings }
            if !gaps.isEmpty { throw ExitCode.incomplete }
        }

        private func printRequested(_ id: String) {
            switch format {
            case .json: print(JSON.object(["sweep": .string(id)]).prettyText)
            case .table: print("sweep \(id) is asked for; follow it with 'parapet status'")
            }
        }

        private func reachesFailOn(_ database: Database) async throws -> Bool {
            guard let failOn else { return false }
            let filter = Ledger.Filter(
                guardrails: narrowing.guardrail,
                statuses: [.open],
                severities: failOn.andAbove,
                accounts: narrowing.account,
                regions: narrowing.region,
                environments: narrowing.environment
            )
            return try await !Ledger(database: database).list(filter, limit: 1).isEmpty
        }

        /// The keys as CONTRACTS has them, and behind them what later releases may add: the database
        /// keeps no order.
        static func ordered(_ summary: JSON) -> JSON {
            func sort(_ object: Object, _ names: [String]) -> JSON {
                let known = names.compactMap { name in object[name].map { (name, $0) } }
                return .object(Object(known + object.filter { !names.contains($0.0) }))
            }
            guard var object = summary.object else { return summary }
            object["jobs"] = object["jobs"]?.object.map { sort($0, ["done", "failed"]) }
            object["findings"] = object["findings"]?.object
                .map { sort($0, ["open", "excepted", "resolved"]) }
            let names = [
                "sweep", "accounts", "regions", "jobs", "reads", "unknown", "findings", "seconds",
            ]
            return sort(object, names)
        }

        /// The summary of CONTRACTS as two lines for people.
        static func text(_ summary: JSON) -> String {
            let number = { (value: JSON?) in value?.text ?? "?" }
            let jobs = summary["jobs"]
            let findings = summary["findings"]
            return """
                sweep \(summary["sweep"]?.string ?? "") done in \(number(summary["seconds"])) s: \
                \(number(summary["accounts"])) accounts, \(number(summary["regions"])) regions, \
                \(number(jobs?["done"])) jobs (\(number(jobs?["failed"])) failed), \
                \(number(summary["reads"])) reads
                findings: \(number(findings?["open"])) open, \(number(findings?["excepted"])) excepted, \
                \(number(findings?["resolved"])) resolved; \(number(summary["unknown"])) unknown
                """
        }

        private static let shownGaps = 10

        static func text(_ gaps: [JSON]) -> String {
            var lines = ["not everything could be read:"]
            for gap in gaps.prefix(shownGaps) {
                let text = { (key: String) in gap[key]?.string ?? "" }
                let what = [text("permission"), text("attribute")].first { !$0.isEmpty } ?? "job"
                lines.append(
                    "  \(text("account")) \(text("region")) \(text("service")): \(what) \(text("state"))"
                )
            }
            if gaps.count > shownGaps { lines.append("  and \(gaps.count - shownGaps) more") }
            lines.append("  all of it: select * from report.coverage where state <> 'complete'")
            return lines.joined(separator: "\n")
        }
    }
}

extension Sweeps.Priority: ExpressibleByArgument {}

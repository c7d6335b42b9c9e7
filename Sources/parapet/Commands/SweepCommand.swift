import ArgumentParser
import Document
import Foundation
import Guardrails
import Platform
import Records
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

                --wait also waits for the changes that its findings led to and that nobody has to \
                approve. --dry-run plans them instead, as 'parapet guardrails plan' does: with this \
                machine's files and credentials.

                Exit codes: 0 done, 1 failed, or a change of its own failed or met a conflict, 2 \
                usage or configuration, 3 findings at or above --fail-on, 4 done but something could \
                not be read.

                Example:
                  parapet sweep --wait
                  parapet sweep --wait --environment prod --fail-on high
                  parapet sweep --local --account 222222222222 --format json
                  parapet sweep --wait --dry-run
                  parapet sweep --priority scheduled
                  parapet sweep --wait --refresh

                The list of accounts is kept up to date beside sweeps, and what a role and its regions \
                were is remembered for an hour; --refresh asks for all of it first.
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

        @Flag(
            help: "Ask the organization, the roles and their regions anew, whatever is remembered."
        )
        var refresh = false

        @Flag(help: "Write findings alone: nothing is proposed and nothing changed for this sweep.")
        var noChanges = false

        @Flag(help: "With --wait: as --no-changes, and print what would have been done.")
        var dryRun = false

        @Option(help: "table or json.")
        var format = ListFormat.table

        func validate() throws {
            if failOn != nil && !wait && !local {
                throw ValidationError(
                    "--fail-on needs --wait: before its end a sweep found nothing"
                )
            }
            if dryRun && !wait && !local {
                throw ValidationError(
                    "--dry-run needs --wait: before its end a sweep found nothing"
                )
            }
        }

        func run() async throws {
            let wiring = Wiring()
            let plan = dryRun ? try await SweepPlan(wiring) : nil
            let database = try await wiring.database()
            if local {
                let cluster = try await LocalCluster(wiring, database)
                let names = Names(database, cluster.book)
                try await names.check(narrowing.narrowing, guardrails: .guardrail)
                try await cluster.run { try await sweep(database, plan) }
            } else {
                let names = Names(database)
                try await names.check(narrowing.narrowing, guardrails: .guardrail)
                try await Coordinators(database).waitForOne()
                try await sweep(database, plan)
            }
        }

        private func sweep(_ database: Database, _ plan: SweepPlan?) async throws {
            let (id, joined) = try await Sweeps(database: database).request(
                narrowing.narrowing,
                priority: priority,
                refresh: refresh,
                noChanges: noChanges || dryRun
            )
            if joined { Terminal.say("a full sweep is under way: joined \(id)") }
            guard wait || local else {
                printRequested(id)
                return
            }
            let status = try await Follower(database: database, sweep: id, isLocal: local).follow()
            if let age = status.estateSeconds.flatMap(Self.age) { Terminal.say(age) }
            for line in status.notes.lines { Terminal.say(line) }
            let gaps = try await Gaps(database: database).of(sweep: id)
            let record = try await record(status, database)
            let planned = try await plan?.answer(about: narrowing.narrowing, database)
            write(record, planned)
            let isReached = try await reachesFailOn(database)
            if !gaps.isEmpty { Terminal.say(Self.text(gaps)) }
            if record.unknown > 0 {
                let unknowns = Unknowns(database: database)
                let groups = try await unknowns.groups(
                    narrowing.narrowing,
                    limit: UnknownLines.shown + 1
                )
                for line in UnknownLines.text(record.unknown, groups) { Terminal.say(line) }
            }
            let failed = record.changes?.failed ?? 0
            if failed > 0 {
                Terminal.say(
                    "\(failed) changes failed or met a conflict: parapet changes list "
                        + "--state failed --state conflict"
                )
            }
            if isReached { throw ExitCode.findings }
            if failed > 0 { throw ExitCode.failure }
            if !gaps.isEmpty || record.unknown > 0 || status.notes.isIncomplete
                || planned?.isIncomplete == true
            {
                throw ExitCode.incomplete
            }
        }

        /// What came of it since it ended is in it.
        private func record(
            _ status: Sweeps.Status,
            _ database: Database
        ) async throws -> SweepRecord {
            var record = try SweepRecord(status.summary)
            guard try await Changes(database: database).hasAny(ofSweep: status.id) else {
                return record
            }
            let now = try SweepRecord(try await Sweeps(database: database).summary(status.id))
            record.changes = now.changes
            record.findings = now.findings
            return record
        }

        private func write(_ record: SweepRecord, _ planned: DryPlan.Answer?) {
            switch format {
            case .json:
                var json = record.json.object ?? [:]
                json["planned"] = planned.map { .array($0.changes.map(\.json)) }
                Output.line(JSON.object(json).prettyText)
            case .table:
                Output.line(Self.text(record))
                guard let planned else { return }
                Output.line(
                    planned.changes.isEmpty
                        ? "nothing would have been changed"
                        : "what would have been done:\n" + DryPlan.table(planned.changes).text()
                )
            }
        }

        private func printRequested(_ id: String) {
            switch format {
            case .json: Output.line(JSON.object(["sweep": .string(id)]).prettyText)
            case .table: Output.line("sweep \(id) is asked for; follow it with 'parapet status'")
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
            return try await Ledger(database: database).contains(filter)
        }

        /// In two lines for people, and a third where something is changed.
        static func text(_ sweep: SweepRecord) -> String {
            let figures = """
                sweep \(sweep.sweep) done in \(sweep.seconds) s: \
                \(counted(sweep.accounts, "account")), \(counted(sweep.regions, "region")), \
                \(counted(sweep.jobs.done, "job")) (\(sweep.jobs.failed) failed), \
                \(counted(sweep.reads, "read"))
                findings: \(sweep.findings.open) open, \(sweep.findings.excepted) excepted, \
                \(sweep.findings.resolved) resolved; \(sweep.unknown) unknown
                """
            guard let changes = sweep.changes,
                changes.done + changes.failed + changes.waiting > 0
            else { return figures }
            return figures
                + "\nchanges: \(changes.done) done, \(changes.failed) failed, "
                + "\(changes.waiting) waiting"
        }

        static func counted(_ count: some BinaryInteger, _ thing: String) -> String {
            "\(count) \(thing)" + (count == 1 ? "" : "s")
        }

        /// Nil where the list of accounts was made for this sweep.
        static func age(ofEstate seconds: Int64) -> String? {
            guard seconds >= 60 else { return nil }
            let minutes = seconds / 60
            return "the accounts are those of \(minutes) min before it began; "
                + "'parapet sweep --refresh' asks first"
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

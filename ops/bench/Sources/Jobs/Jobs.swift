import Foundation
import Guardrails
import Platform
import Store

/// The queue and the ledger of an empty database, driven as workers and coordinators do; prints a
/// line for each figure: a name and a number.
@main
enum Jobs {
    private static let claimers = 8

    static func main() async throws {
        guard let url = CommandLine.arguments.dropFirst().first else {
            fatalError("which database?")
        }
        let database = Database(
            configuration: DatabaseConfiguration(url: url),
            maxConnections: claimers
        )
        _ = try await Migrator(database: database).migrate(try SchemaFiles(folder: "sql"))
        let leadership = Leadership(
            database: database,
            process: Process(.coordinator, secret: "bench")
        )
        guard let token = try await leadership.acquire(leaseSeconds: 3600) else { return }
        let stage = try await Stage(database: database, token: token, claimers: claimers)
        try await unchanged(stage)
        try await throughput(stage)
        try await enqueue(stage)
        await database.close()
    }

    private static func tell(_ name: String, _ figure: Double) {
        print(name, figure.formatted(.number.precision(.fractionLength(2)).grouping(.never)))
    }

    /// Jobs a second: claimed 50 at a time, each finished in a transaction of its own.
    private static func throughput(_ stage: Stage) async throws {
        let count = 20_000
        _ = try await stage.sweep("throughput", Stage.plan(accounts: 2000, regions: 10))
        let seconds = try await stage.drain { queue, job in
            try await stage.finish(job, queue, Effects(look: stage.look(), coverage: [], reads: 1))
        }
        tell("jobs_per_second", Double(count) / seconds)
        // Left for pgbench, which finishes 50 in one transaction.
        _ = try await stage.sweep("batches", Stage.plan(accounts: 10_000, regions: 10))
    }

    private static func enqueue(_ stage: Stage) async throws {
        let plan = Stage.plan(accounts: 50_000, regions: 20)
        tell("enqueue_million_seconds", try await stage.sweep("million", plan))
        let start = ContinuousClock.now
        try await Sweeps(database: stage.database).cancel("million")
        tell("cancel_million_milliseconds", start.duration(to: .now) / .milliseconds(1))
        let clearing = ContinuousClock.now
        let leading = SweepLeading(database: stage.database)
        while try await leading.clearEnded(token: stage.token) {}
        tell("clear_million_milliseconds", clearing.duration(to: .now) / .milliseconds(1))
    }

    /// 100,000 findings in 1,000 scopes that stay as they are.
    private static func unchanged(_ stage: Stage) async throws {
        let plan = Stage.plan(accounts: 100, regions: 10)
        let ledger = Ledger(database: stage.database)
        let coverage = (0..<6).map {
            Coverage(
                type: "ec2.security-group",
                attribute: $0 == 0 ? nil : "attribute-\($0)",
                permission: "ec2:DescribeSecurityGroups",
                complete: 100
            )
        }
        @Sendable func effects(_ look: LookResult) -> Effects {
            Effects(look: look, coverage: coverage, reads: 9)
        }
        _ = try await stage.sweep("first", plan)
        let seconds = try await stage.drain { queue, job in
            let changes = (0..<100).map { Change(.opened, Stage.finding("sg-\($0)", job.scope)) }
            let look = stage.look(changes, digest: "\(job.scope)")
            try await stage.finish(job, queue, effects(look))
        }
        tell("first_sweep_seconds", seconds)
        _ = try await stage.database.query("vacuum analyze")

        try await measure("compared", stage, plan) { queue, job in
            let standing = try await ledger.findings(of: job.scope, guardrails: ["ssh"])
            precondition(standing.count == 100)
            try await stage.finish(job, queue, effects(stage.look(digest: "\(job.scope)")))
        }
        try await measure("known", stage, plan) { queue, job in
            let digest = "\(job.scope)"
            let isKnown = try await ledger.knows(digest, of: job.scope)
            precondition(isKnown)
            let look = stage.look(digest: digest, isKnown: true)
            try await stage.finish(job, queue, effects(look))
        }
        // What the queue alone writes: the same jobs without a scope to write.
        try await measure("queue_alone", stage, plan) { queue, job in
            try await stage.finish(job, queue, Effects(reads: 9))
        }
    }

    private static func measure(
        _ name: String,
        _ stage: Stage,
        _ plan: Plan,
        _ body: @escaping @Sendable (Queue, Job) async throws -> Void
    ) async throws {
        _ = try await stage.sweep(name, plan)
        let before = try await stage.marks()
        tell("\(name)_seconds", try await stage.drain(body))
        let after = try await stage.marks()
        tell("\(name)_wal_bytes_per_scope", (after.wal - before.wal) / 1000)
        tell("\(name)_ledger_rows", try await stage.rowsWritten(since: before.transaction))
    }
}

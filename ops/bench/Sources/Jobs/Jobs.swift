import Foundation
import Guardrails
import Platform
import Store

/// The queue and the ledger of an empty database, driven as workers and coordinators do; prints a
/// line for each figure: a name and a number.
@main
enum Jobs {
    private static let claimers = 8
    private static let batch = 50

    static func main() async throws {
        guard let url = CommandLine.arguments.dropFirst().first else { fatalError("which database?") }
        let database = Database(
            configuration: DatabaseConfiguration(url: url),
            maxConnections: claimers
        )
        _ = try await Migrator(database: database).migrate(try MigrationFile.read(folder: "sql"))
        let leadership = Leadership(database: database, process: "c-bench")
        guard let token = try await leadership.acquire(leaseSeconds: 3600) else { return }
        let stage = Stage(database: database, token: token)
        try await unchanged(stage)
        try await throughput(stage)
        try await enqueue(stage)
        await database.close()
    }

    private static func tell(_ name: String, _ figure: Double) {
        print(name, figure.formatted(.number.precision(.fractionLength(2)).grouping(.never)))
    }

    /// Jobs a second: claimed 50 at a time, each completed in a transaction of its own.
    private static func throughput(_ stage: Stage) async throws {
        let count = 20_000
        _ = try await stage.sweep("throughput", Stage.scopes(accounts: 2000, regions: 10))
        let seconds = try await stage.drain { queue, job in
            _ = try await queue.completeScan(job, changes: [], coverage: [], reads: 1, unknown: 0)
        }
        tell("jobs_per_second", Double(count) / seconds)
        // Left for pgbench, which completes 50 in one transaction.
        _ = try await stage.sweep("batches", Stage.scopes(accounts: 10_000, regions: 10))
    }

    private static func enqueue(_ stage: Stage) async throws {
        let seconds = try await stage.sweep("million", Stage.scopes(accounts: 50_000, regions: 20))
        tell("enqueue_million_seconds", seconds)
        let start = ContinuousClock.now
        try await Sweeps(database: stage.database).cancel("million")
        tell("cancel_million_milliseconds", start.duration(to: .now) / .milliseconds(1))
        let clearing = ContinuousClock.now
        while try await Sweeps(database: stage.database).clearEnded(token: stage.token) {}
        tell("clear_million_milliseconds", clearing.duration(to: .now) / .milliseconds(1))
    }

    /// 100,000 findings in 1,000 scopes that stay as they are.
    private static func unchanged(_ stage: Stage) async throws {
        let scopes = Stage.scopes(accounts: 100, regions: 10)
        let ledger = Ledger(database: stage.database)
        let coverage = (0..<6).map {
            Coverage(
                type: "ec2.security-group",
                attribute: $0 == 0 ? nil : "attribute-\($0)",
                permission: "ec2:DescribeSecurityGroups",
                complete: 100
            )
        }
        _ = try await stage.sweep("first", scopes)
        tell(
            "first_sweep_seconds",
            try await stage.drain { queue, job in
                let changes = (0..<100).map { Change(.opened, Stage.finding("sg-\($0)", job.scope)) }
                _ = try await queue.completeScan(
                    job,
                    changes: changes,
                    coverage: coverage,
                    reads: 9,
                    unknown: 0,
                    result: "\(job.scope)"
                )
            }
        )
        _ = try await stage.database.query("vacuum analyze")

        try await measure("compared", stage, scopes) { queue, job in
            let standing = try await ledger.findings(of: job.scope, guardrails: ["ssh"])
            precondition(standing.count == 100)
            _ = try await queue.completeScan(
                job,
                changes: [],
                coverage: coverage,
                reads: 9,
                unknown: 0,
                result: "\(job.scope)"
            )
        }
        try await measure("known", stage, scopes) { queue, job in
            let result = "\(job.scope)"
            let isKnown = try await ledger.knows(result, of: job.scope)
            precondition(isKnown)
            _ = try await queue.completeScan(
                job,
                changes: [],
                coverage: coverage,
                reads: 9,
                unknown: 0,
                result: result,
                isKnown: true
            )
        }
        // What the queue alone writes: the same jobs without a scope to write.
        try await measure("queue_alone", stage, [], joins: scopes) { queue, job in
            _ = try await queue.completeJoin(job, changes: [], unknown: 0)
        }
    }

    private static func measure(
        _ name: String,
        _ stage: Stage,
        _ scopes: [Scope],
        joins: [Scope] = [],
        _ body: @escaping @Sendable (Queue, LeasedJob) async throws -> Void
    ) async throws {
        _ = try await stage.sweep(name, scopes, joins: joins)
        let before = try await stage.marks()
        tell("\(name)_seconds", try await stage.drain(body))
        let after = try await stage.marks()
        tell("\(name)_wal_bytes_per_scope", (after.wal - before.wal) / 1000)
        tell("\(name)_ledger_rows", try await stage.rowsWritten(since: before.transaction))
    }
}

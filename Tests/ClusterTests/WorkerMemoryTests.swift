import AWS
import Document
import Foundation
import Glibc
import Guardrails
import Logging
import Platform
import Rehearsal
import Testing

@testable import Cluster
@testable import Store

@Suite(.enabled(if: ScratchDatabase.server != nil))
struct WorkerMemoryTests {
    /// In a process of its own, where nobody else allocates.
    @Test func aWorkerHasNoMoreAfterManyJobsThanAfterAFew() async {
        await #expect(processExitsWith: .success) {
            try await ScratchDatabase.with { database in
                let stage = try await Stage(database)
                try await stage.work(5_000)
                let few = try Allocator.bytes()
                try await stage.work(45_000)
                let many = try Allocator.bytes()
                // A hundred bytes a job would be 4.5 MB; pools and caches breathe.
                #expect(many - few < 1 << 20, "\(few) bytes, then \(many)")
                await stage.stop()
            }
        }
    }

    /// A worker in this process with jobs that end at once: their account is in no estate.
    private struct Stage {
        let database: ScratchDatabase
        let worker: Worker
        let running: Task<Void, any Error>

        init(_ scratch: ScratchDatabase) async throws {
            database = scratch
            let leadership = Leadership(database: scratch.owner, process: Process(.coordinator))
            let token = try #require(try await leadership.acquire(leaseSeconds: 300))
            let texts = RuleTexts(
                configuration: RuleTexts.File(file: "parapet.yaml", text: "organization: {}"),
                guardrails: []
            )
            let book = try RuleBook(texts, hash: RuleBooks.hash(of: texts), catalogue: .aws)
            let rules = try await RuleBooks(database: scratch.owner).store(book, token: token)
            let estate = try await Estates(database: scratch.owner)
                .store(Estate(accounts: []), token: token)
            _ = try await scratch.owner.query(
                """
                update parapet.batch set rules = $1::int, estate = $2::int, account_jobs = 1000000
                where lane = 'event'
                """,
                [.int(rules), .int(estate)]
            )
            let client = Client(endpoints: Endpoints(environment: [:]))
            let caller = try Caller(
                environment: [
                    "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "-",
                    "AWS_REGION": "us-east-1",
                ],
                client: client
            ) { _ in nil }
            var pace = Pace()
            pace.concurrency = 200
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let worker = Worker(
                database: Database(
                    configuration: DatabaseConfiguration(url: scratch.url),
                    maxConnections: 8
                ),
                sessions: Sessions(client: client, caller: caller),
                pace: pace,
                host: "here",
                logger: logger
            )
            self.worker = worker
            running = Task { try await worker.run() }
        }

        /// Puts so many jobs in and waits until they are gone.
        func work(_ count: Int) async throws {
            _ = try await database.owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload)
                select b.id, 'look', 'a-' || x % 500, x::text,
                    '{"region":"us-east-1","service":"ec2","resources":[]}'
                from parapet.batch b, generate_series(1, \(count)) x where b.lane = 'event'
                """
            )
            worker.wake()
            while try await database.count("select count(*) from parapet.job") > 0 {
                try await Task.sleep(for: .milliseconds(100))
            }
        }

        func stop() async {
            worker.drain()
            _ = await running.result
        }
    }
}

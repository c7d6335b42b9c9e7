import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Joins over the estate are the last jobs of a sweep.
    @Suite struct EstateOrderTests {
        private static let other = Scope(
            account: "222222222222",
            region: "us-east-1",
            service: "ec2"
        )

        private func with(
            _ body: (Stage, _ queue: Queue, _ open: () async throws -> Int) async throws -> Void
        ) async throws {
            try await Stage.with { stage in
                let (sweep, token) = try await stage.runningSweep(
                    [ec2, Self.other],
                    joins: [ec2],
                    estateJoins: [ec2, Self.other],
                    accounts: [ec2.account, Self.other.account]
                )
                try await body(stage, try await stage.queue("w-1")) {
                    try await stage.leading.openWaiting(sweep, token: token)
                }
            }
        }

        private func done(_ job: Job, _ queue: Queue) async throws {
            let effects: Effects = job.kind == .scan ? .nothingNew : Effects()
            #expect(try await queue.end(job, .done(effects)) == .committed(changes: 0))
        }

        @Test func theyWaitForEveryAccount() async throws {
            try await with { stage, queue, open in
                let scans = try await stage.claim(queue)
                #expect(scans.map(\.kind) == [.scan, .scan])
                #expect(try await open() == 0)
                for scan in scans { try await done(scan, queue) }
                // The joins of an account come before them.
                #expect(try await open() == 1)
                let join = try #require(try await stage.claim(queue).first)
                #expect(join.kind == .join)
                #expect(try await open() == 0)
                try await done(join, queue)
                #expect(try await open() == 2)
                let last = try await stage.claim(queue)
                #expect(last.map(\.kind) == [.estate, .estate])
                #expect(Set(last.map(\.account)) == [ec2.account, Self.other.account])
                for job in last { try await done(job, queue) }
                #expect(try await stage.count("parapet.job") == 0)
            }
        }

        /// What a scan brings that is put back may be what another account's resource names.
        @Test func aRetriedScanPutsAllOfThemBack() async throws {
            try await with { stage, queue, open in
                let scans = try await stage.claim(queue)
                let dead = try #require(scans.first { $0.scope == Self.other })
                for scan in scans where scan.id != dead.id { try await done(scan, queue) }
                #expect(try await queue.end(dead, .giveUp(reason: "no")) == .dead)
                _ = try await open()
                try await done(try #require(try await stage.claim(queue).first), queue)
                #expect(try await open() == 2)
                let first = try #require(try await stage.claim(queue, limit: 1).first)
                try await done(first, queue)

                #expect(try await DeadJobs(database: stage.operators).retry(Int(dead.id)))
                let again = try await stage.claim(queue)
                #expect(again.map(\.kind) == [.scan])
                #expect(try await open() == 0)
                for job in again { try await done(job, queue) }
                #expect(try await open() == 2)
                #expect(try await stage.claim(queue).map(\.kind) == [.estate, .estate])
            }
        }

        @Test func aRetriedOneWaitsForScansThatAreLeft() async throws {
            try await with { stage, queue, open in
                for scan in try await stage.claim(queue) { try await done(scan, queue) }
                _ = try await open()
                try await done(try #require(try await stage.claim(queue).first), queue)
                _ = try await open()
                let dead = try #require(try await stage.claim(queue, limit: 1).first)
                #expect(try await queue.end(dead, .giveUp(reason: "no")) == .dead)
                #expect(try await DeadJobs(database: stage.operators).retry(Int(dead.id)))
                #expect(try await stage.claim(queue).map(\.account) != [dead.account])
                #expect(try await open() == 1)
            }
        }

        /// What it judged stays until somebody judges again: that it failed closes nothing.
        @Test func theyMayChangeFindingsOfTheirScopeAndNothingElse() async throws {
            try await with { stage, queue, open in
                for scan in try await stage.claim(queue) { try await done(scan, queue) }
                _ = try await open()
                try await done(try #require(try await stage.claim(queue).first), queue)
                _ = try await open()
                let job = try #require(try await stage.claim(queue).first { $0.scope == ec2 })
                let foreign = Change(.opened, finding("sg-1", account: Self.other.account))
                let effects = try await stage.effects([foreign])
                let refused = await refusal {
                    _ = try await queue.end(
                        job,
                        .done(Effects(look: effects.look, reads: 0))
                    )
                }
                #expect(refused != nil)
                let own = try await stage.effects([Change(.opened, finding("sg-1"))])
                #expect(
                    try await queue.end(job, .done(Effects(look: own.look)))
                        == .committed(changes: 1)
                )
            }
        }
    }
}

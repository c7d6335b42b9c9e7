import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct QueueTests {
        private let nothing = Ending.done(.nothingNew)
        private let failed = Ending.retry(.failure, reason: "x")

        @Test func oneJobAScopeAtOnce() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2, s3])
                // A narrowed sweep brings a second job for a scope that may run already.
                let narrow = try await stage.runs("s-other", [ec2], priority: .scheduled)
                let first = try await stage.queue("w-1")
                let second = try await stage.queue("w-2")
                let held = try await stage.claim(first)
                #expect(Set(held.map(\.scope)) == [ec2, s3])
                let batch = try await stage.batch(of: sweep.id)
                #expect(held.allSatisfy { $0.batch == batch && $0.attempt == 1 })
                #expect(try await stage.claim(second).isEmpty)

                let job = try #require(held.first { $0.scope == ec2 })
                #expect(try await first.end(job, nothing) == .committed(changes: 0))
                #expect(try await stage.claim(second).map(\.batch) == [narrow])
            }
        }

        @Test func manyClaimersNeverShareAJob() async throws {
            try await Stage.with { stage in
                let scopes = (0..<200).map {
                    Scope(account: "\($0)", region: "us-east-1", service: "ec2")
                }
                _ = try await stage.runningSweep(scopes)
                let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            let queue = try await stage.queue("w-\(number)")
                            var cursors = ClaimCursors()
                            var mine: [Job] = []
                            while true {
                                let jobs = try await queue.claim(
                                    limit: 7,
                                    deadlineSeconds: 60,
                                    cursors: &cursors
                                )
                                if jobs.isEmpty { return mine }
                                mine += jobs
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                #expect(claimed.count == 200)
                #expect(Set(claimed.map(\.id)).count == 200)
            }
        }

        @Test func aLateCommitIsRefusedAndWritesNothing() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2])
                let slow = try await stage.queue("w-slow")
                let quick = try await stage.queue("w-quick")
                let stale = try #require(try await stage.claim(slow).first)
                _ = try await stage.owner.query(
                    "update parapet.member set heartbeat = now() - interval '1 minute'"
                        + " where process = '\(slow.process.name)'"
                )
                #expect(try await reap(stage) == 1)
                let fresh = try #require(try await stage.claim(quick).first)
                #expect(fresh.id == stale.id)
                #expect(fresh.attempt == 2 && fresh.failures == 1)

                let opened = Ending.done(
                    try await stage.effects([Change(.opened, finding("sg-1"))])
                )
                #expect(try await slow.end(stale, opened) == .lost)
                #expect(try await slow.end(stale, .snooze(seconds: 0)) == .lost)
                #expect(try await slow.end(stale, failed) == .lost)
                #expect(try await slow.end(stale, .giveUp(reason: "x")) == .lost)
                #expect(try await stage.count("parapet.finding") == 0)
                #expect(try await stage.count("parapet.scope") == 0)

                #expect(try await quick.end(fresh, opened) == .committed(changes: 1))
                #expect(try await quick.end(fresh, nothing) == .lost)
            }
        }

        private func reap(_ stage: Stage) async throws -> Int {
            let token = try await stage.lead()
            return try await stage.leadership("c-1")
                .reap(token: token, leaseSeconds: 30, budget: 5)
        }

        @Test func aPassedDeadlineTakesTheJobFromALivingWorker() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                #expect(try await reap(stage) == 0)
                _ = try await stage.owner.query(
                    "update parapet.job set deadline = now() - interval '1 second'"
                )
                #expect(try await reap(stage) == 1)
                #expect(try await queue.end(job, .snooze(seconds: 0)) == .lost)
            }
        }

        @Test func whatAWorkerDoesNotKnowOfGoesBack() async throws {
            try await Stage.with { stage in
                try await stage.runs("s", [ec2, s3])
                let queue = try await stage.queue("w-1")
                let jobs = try await stage.claim(queue)
                #expect(jobs.count == 2)
                func returned(olderSeconds: Int) async throws -> Int {
                    try await queue.returnUnheld(
                        held: [jobs[0].id],
                        deadlineSeconds: 60,
                        olderSeconds: olderSeconds,
                        budget: 5
                    )
                }
                // The answer to the claim may still be on its way.
                #expect(try await returned(olderSeconds: 20) == 0)
                #expect(try await returned(olderSeconds: 0) == 1)
                #expect(try await returned(olderSeconds: 0) == 0)
                let again = try await stage.claim(queue)
                // The database's books were behind, the job is not to blame.
                #expect(again.map(\.id) == [jobs[1].id] && again.map(\.failures) == [0])
                let outages = "select max(outages) from parapet.job"
                #expect(try await stage.value(outages).int == 1)
                #expect(try await queue.end(jobs[0], .snooze(seconds: 0)) == .putBack)
                #expect(try await queue.end(jobs[1], .snooze(seconds: 0)) == .lost)
            }
        }

        @Test func failuresPauseAndThenEnd() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                var budgets = Queue.Budgets()
                budgets.failures = 2
                let first = try #require(try await stage.claim(queue).first)
                #expect(try await queue.end(first, failed, budgets: budgets) == .putBack)
                #expect(try await stage.claim(queue).isEmpty)
                _ = try await stage.owner.query("update parapet.job set run_after = now()")
                let second = try #require(try await stage.claim(queue).first)
                #expect(second.failures == 1)
                let end = Ending.retry(.failure, reason: "no such host")
                #expect(try await queue.end(second, end, budgets: budgets) == .dead)

                let progress = try await stage.sweeps.progress(sweep.id)
                #expect(progress.failed == 1 && progress.ready + progress.running == 0)
                let kept = try await stage.reader.query(
                    "select failures, error from report.job_failures"
                )
                #expect(kept.first?["failures"].int == 2)
                #expect(kept.first?["error"].string == "no such host")
                let gap = try await stage.reader.query("select state, detail from report.coverage")
                #expect(gap.first?["state"].string == "failed")
            }
        }

        @Test func givingBackCountsNoFailure() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                let held = try await stage.claim(queue)
                #expect(try await queue.end(held[0], .snooze(seconds: 0)) == .putBack)
                #expect(try await queue.end(held[1], .snooze(seconds: 300)) == .putBack)
                let again = try await stage.claim(queue)
                #expect(again.map(\.id) == [held[0].id])
                #expect(again.map(\.failures) == [0])

                try await queue.retire(budget: 20)
                let other = try await stage.queue("w-2")
                #expect(try await stage.claim(other).map(\.attempt) == [3])
            }
        }

        @Test func withoutAHeartbeatThereIsNothingToClaim() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2])
                let stranger = Queue(
                    database: stage.worker,
                    process: Process(.worker, secret: "stranger")
                )
                await #expect(throws: StoreError.self) { try await stage.claim(stranger) }
            }
        }
    }
}

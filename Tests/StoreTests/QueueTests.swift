import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct QueueTests {
        func claim(_ queue: Queue, limit: Int = 10) async throws -> [LeasedJob] {
            var cursors = ClaimCursors(turn: 0)
            return try await queue.claim(limit: limit, deadlineSeconds: 60, cursors: &cursors)
        }

        @Test func oneJobAScopeAtOnce() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2, s3])
                // A narrowed sweep brings a second job for a scope that may run already.
                try await stage.runs("s-other", [ec2], priority: .scheduled)
                let first = try await stage.queue("w-1")
                let second = try await stage.queue("w-2")
                let held = try await claim(first)
                #expect(Set(held.map(\.scope)) == [ec2, s3])
                #expect(held.allSatisfy { $0.sweep == sweep.id && $0.attempt == 1 })
                #expect(try await claim(second).isEmpty)

                let job = try #require(held.first { $0.scope == ec2 })
                let end = try await first.completeScan(
                    job,
                    changes: [],
                    coverage: [],
                    reads: 0,
                    unknown: 0
                )
                #expect(end == .committed(changes: 0))
                #expect(try await claim(second).map(\.sweep) == ["s-other"])
            }
        }

        @Test func manyClaimersNeverShareAJob() async throws {
            try await Stage.with { stage in
                let scopes = (0..<200).map {
                    Scope(account: "\($0)", region: "us-east-1", service: "ec2")
                }
                _ = try await stage.runningSweep(scopes)
                let claimed = try await withThrowingTaskGroup(of: [LeasedJob].self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            let queue = try await stage.queue("w-\(number)")
                            var cursors = ClaimCursors()
                            var mine: [LeasedJob] = []
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
                let stale = try #require(try await claim(slow).first)
                _ = try await stage.owner.query(
                    "update parapet.member set heartbeat = now() - interval '1 minute'"
                        + " where process = 'w-slow'"
                )
                let keeper = Queue(database: stage.coordinator, process: "c-1")
                #expect(try await keeper.reap(leaseSeconds: 30, budget: 5) == 1)
                let fresh = try #require(try await claim(quick).first)
                #expect(fresh.id == stale.id)
                #expect(fresh.attempt == 2 && fresh.failures == 1)

                let late = try await slow.completeScan(
                    stale,
                    changes: [Change(.opened, finding("sg-1"))],
                    coverage: [],
                    reads: 1,
                    unknown: 0
                )
                #expect(late == .lost)
                #expect(try await slow.release(stale) == .lost)
                #expect(try await slow.fail(stale, error: "x", budget: 5) == .lost)
                #expect(try await stage.count("parapet.finding") == 0)
                #expect(try await stage.count("parapet.scope") == 0)

                let end = try await quick.completeScan(
                    fresh,
                    changes: [Change(.opened, finding("sg-1"))],
                    coverage: [],
                    reads: 1,
                    unknown: 0
                )
                #expect(end == .committed(changes: 1))
                let again = try await quick.completeScan(
                    fresh,
                    changes: [],
                    coverage: [],
                    reads: 1,
                    unknown: 0
                )
                #expect(again == .lost)
            }
        }

        @Test func aPassedDeadlineTakesTheJobFromALivingWorker() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await claim(queue).first)
                let keeper = Queue(database: stage.coordinator, process: "c-1")
                #expect(try await keeper.reap(leaseSeconds: 30, budget: 5) == 0)
                _ = try await stage.owner.query(
                    "update parapet.job set deadline = now() - interval '1 second'"
                )
                #expect(try await keeper.reap(leaseSeconds: 30, budget: 5) == 1)
                #expect(try await queue.release(job) == .lost)
            }
        }

        @Test func whatAWorkerDoesNotKnowOfGoesBack() async throws {
            try await Stage.with { stage in
                try await stage.runs("s", [ec2, s3])
                let queue = try await stage.queue("w-1")
                let jobs = try await claim(queue)
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
                let again = try await claim(queue)
                #expect(again.map(\.id) == [jobs[1].id] && again.map(\.failures) == [1])
                #expect(try await queue.release(jobs[0]) == .committed(changes: 0))
                #expect(try await queue.release(jobs[1]) == .lost)
            }
        }

        @Test func failuresPauseAndThenEnd() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                let first = try #require(try await claim(queue).first)
                #expect(try await queue.fail(first, error: "throttled", budget: 2) == .retry)
                #expect(try await claim(queue).isEmpty)
                _ = try await stage.owner.query("update parapet.job set run_after = now()")
                let second = try #require(try await claim(queue).first)
                #expect(second.failures == 1)
                #expect(try await queue.fail(second, error: "no such host", budget: 2) == .dead)

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
                let held = try await claim(queue)
                #expect(try await queue.release(held[0]) == .committed(changes: 0))
                let parked = try await queue.release(held[1], afterSeconds: 300)
                #expect(parked == .committed(changes: 0))
                let again = try await claim(queue)
                #expect(again.map(\.id) == [held[0].id])
                #expect(again.map(\.failures) == [0])

                try await queue.retire(budget: 20)
                let other = try await stage.queue("w-2")
                #expect(try await claim(other).map(\.attempt) == [3])
            }
        }

        @Test func withoutAHeartbeatThereIsNothingToClaim() async throws {
            try await Stage.with { stage in
                _ = try await stage.runningSweep([ec2])
                let stranger = Queue(database: stage.worker, process: "w-stranger")
                await #expect(throws: StoreError.self) { try await claim(stranger) }
            }
        }
    }
}

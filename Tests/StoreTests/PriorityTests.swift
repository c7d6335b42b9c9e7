import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Whose turn it is, and what holds jobs back.
    @Suite struct PriorityTests {
        private func scopes(_ count: Int, account: String? = nil) -> [Scope] {
            (0..<count).map {
                Scope(account: account ?? "\($0)", region: "r-\($0)", service: "ec2")
            }
        }

        /// Which batches so many claims of one job each take from.
        private func turns(_ count: Int, _ queue: Queue) async throws -> [Int64] {
            var cursors = ClaimCursors(turn: 0)
            var batches: [Int64] = []
            for _ in 0..<count {
                let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
                batches += jobs.map(\.batch)
            }
            return batches
        }

        private func done(_ job: Job, _ queue: Queue) async throws -> Ended {
            try await queue.end(job, .done(.nothingNew))
        }

        @Test func everyClassHasItsShare() async throws {
            try await Stage.with { stage in
                let e = try await stage.runs("e", scopes(30, account: "1"), priority: .event)
                let o = try await stage.runs("o", scopes(30, account: "2"), priority: .onDemand)
                let s = try await stage.runs("s", scopes(30, account: "3"), priority: .scheduled)
                let turns = try await turns(20, try await stage.queue("w-1"))
                #expect(turns.count { $0 == e } == 14)
                #expect(turns.count { $0 == o } == 4)
                #expect(turns.count { $0 == s } == 2)
            }
        }

        @Test func sweepsOfAClassTakeTurnsAndNobodyStandsIdle() async throws {
            try await Stage.with { stage in
                let big = try await stage.runs("big", scopes(200))
                let small = try await stage.runs("small", scopes(5, account: "small"))
                let queue = try await stage.queue("w-1")
                let turns = try await turns(10, queue)
                #expect(turns.count { $0 == small } == 5)
                let event = try await stage.runs(
                    "event",
                    scopes(3, account: "event"),
                    priority: .event
                )
                #expect(try await stage.claim(queue, limit: 10).count { $0.batch == event } == 3)
                let rest = try await stage.claim(queue, limit: 50)
                #expect(rest.count == 50 && rest.allSatisfy { $0.batch == big })
            }
        }

        @Test func theAccountsGateIsNeverOvershot() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(60, account: "1"), accountJobs: 5)
                try await stage.runs("b", scopes(60, account: "1"), accountJobs: 5)
                try await stage.runs("c", scopes(60, account: "2"), accountJobs: 5)
                let claimed = try await withThrowingTaskGroup(of: [Job].self) { group in
                    for number in 0..<6 {
                        group.addTask {
                            let queue = try await stage.queue("w-\(number)")
                            var cursors = ClaimCursors()
                            var mine: [Job] = []
                            for _ in 0..<5 {
                                mine += try await queue.claim(
                                    limit: 7,
                                    deadlineSeconds: 60,
                                    cursors: &cursors
                                )
                            }
                            return mine
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
                let jobs = Dictionary(grouping: claimed, by: \.account)
                #expect(jobs.mapValues(\.count) == ["1": 5, "2": 5])
            }
        }

        @Test func whatLiesBeforeTheCursorIsNotForgotten() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(10))
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                var first = try await queue.claim(limit: 4, deadlineSeconds: 60, cursors: &cursors)
                for job in first {
                    #expect(try await queue.end(job, .snooze(seconds: 0)) == .putBack)
                }
                first.removeAll()
                let second = try await queue.claim(limit: 9, deadlineSeconds: 60, cursors: &cursors)
                #expect(second.count == 9)
            }
        }

        @Test func pauseAndCancelWriteOneRow() async throws {
            try await Stage.with { stage in
                let running = try await stage.runningSweep(scopes(50))
                let people = Sweeps(database: stage.operators)
                let queue = try await stage.queue("w-1")
                let held = try await stage.claim(queue, limit: 2)
                let versions =
                    "select string_agg(ctid::text || xmin, ';' order by id) as all"
                    + " from parapet.job"
                let before = try await stage.owner.query(versions).first?["all"].string
                try await people.pause(running.id)
                #expect(try await stage.claim(queue, limit: 10).isEmpty)
                // Jobs under way go on to their end.
                #expect(try await done(held[0], queue) == .committed(changes: 0))
                #expect(try await people.status(running.id)?.isPaused == true)
                #expect(try await stage.leading.active(token: running.token).isEmpty)
                let twice = await #expect(throws: StoreError.self) {
                    try await people.pause(running.id)
                }
                #expect(twice?.kind == .refusedSweep)
                try await people.resume(running.id)
                #expect(try await stage.claim(queue, limit: 1).count == 1)

                try await people.cancel(running.id)
                #expect(try await stage.claim(queue, limit: 10).isEmpty)
                #expect(try await stage.count("parapet.job") == 49)
                let after = try await stage.owner.query(versions).first?["all"].string
                let unchanged = Set((after ?? "").split(separator: ";"))
                    .intersection((before ?? "").split(separator: ";")).count
                #expect(unchanged >= 48)
                let status = try await people.status(running.id)
                #expect(status?.state == .cancelled)
                #expect(status?.error?.hasPrefix("cancelled by ") == true)

                #expect(try await stage.leading.clearEnded(limit: 20, token: running.token))
                #expect(try await stage.count("parapet.job") == 29)
                while try await stage.leading.clearEnded(limit: 20, token: running.token) {}
                #expect(try await stage.count("parapet.job") == 0)
                #expect(try await stage.count("parapet.job_result") == 0)
                #expect(try await done(held[1], queue) == .lost)
                let unheard = await #expect(throws: StoreError.self) {
                    try await people.cancel("s-unheard-of")
                }
                #expect(unheard?.kind == .refusedSweep)
            }
        }

        @Test func aBigSweepLeavesNothingBehind() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let tables = """
                    select count(*) as count from pg_inherits
                    where inhparent in ('parapet.job'::regclass, 'parapet.job_result'::regclass)
                    """
                try await stage.runs("other", [s3])
                try await stage.runs("big", [], state: .discovering)
                let count = try await stage.leading.enqueue(
                    "big",
                    scans: try Stage.plan(of: scopes(30)),
                    partitionJobs: 30,
                    token: token
                )
                #expect(count == 30)
                #expect(try await stage.owner.query(tables).first?["count"].int == 4)
                let queue = try await stage.queue("w-1")
                let jobs = try await stage.claim(queue, limit: 40)
                #expect(jobs.count == 31)
                for job in jobs { #expect(try await done(job, queue) == .committed(changes: 0)) }
                _ = try await stage.leading.finish("big", token: token)
                #expect(try await stage.leading.clearEnded(token: token) == false)
                #expect(try await stage.owner.query(tables).first?["count"].int == 2)
                #expect(try await stage.count("parapet.job_result") == 1)
            }
        }

        @Test func whoReadsTheQueueForLongHoldsNobodyUp() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await stage.runs("big", [], state: .discovering)
                let plan = try Stage.plan(of: scopes(30))
                try await stage.owner.transaction {
                    (connection) async throws(DatabaseError) -> Void in
                    _ = try await connection.query("select count(*) from parapet.job")
                    let count = try? await stage.leading.enqueue(
                        "big",
                        scans: plan,
                        partitionJobs: 30,
                        token: token
                    )
                    #expect(count == 30)
                }
                let queue = try await stage.queue("w-1")
                #expect(try await stage.claim(queue, limit: 40).count == 30)
            }
        }

        @Test func everyCauseHasItsOwnBudget() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(1))
                let queue = try await stage.queue("w-1")
                var budgets = Queue.Budgets()
                (budgets.failures, budgets.throttles, budgets.drains) = (3, 3, 3)
                func attempt() async throws -> Job {
                    _ = try await stage.owner.query("update parapet.job set run_after = now()")
                    return try #require(try await stage.claim(queue, limit: 1).first)
                }
                func end(_ job: Job, _ cause: Ending.Cause, _ reason: String) async throws -> Ended
                {
                    try await queue.end(job, .retry(cause, reason: reason), budgets: budgets)
                }
                for _ in 0..<2 {
                    #expect(try await end(try await attempt(), .throttle, "slow") == .putBack)
                    let waits = try await stage.value(
                        "select run_after > now() + interval '14 seconds' from parapet.job"
                    )
                    #expect(waits.bool == true)
                }
                let failing = try await attempt()
                #expect(failing.throttles == 2 && failing.failures == 0)
                #expect(try await end(failing, .failure, "no") == .putBack)
                _ = try await attempt()
                try await queue.retire(budget: budgets.drains)
                try await queue.heartbeat(host: "here")
                let last = try await attempt()
                #expect(last.throttles == 2 && last.failures == 1 && last.attempt == 5)
                // A database that is away costs none of these, and not for ever either.
                #expect(try await end(last, .outage, "away") == .putBack)
                #expect(try await end(try await attempt(), .outage, "away") == .putBack)
                let away = try await stage.value("select outages from parapet.job")
                #expect(away.int == 2)
                let final = try await attempt()
                #expect(final.throttles == 2 && final.failures == 1)
                #expect(try await end(final, .throttle, "slow") == .dead)
                let dead = try #require(
                    try await DeadJobs(database: stage.operators).all().first
                )
                #expect(dead["throttles"] == 3 && dead["failures"] == 1 && dead["drains"] == 1)
                let outages = "select outages from report.job_failures"
                #expect(try await stage.value(outages).int == 2)
                #expect(dead["error"] == "slow")
            }
        }

        @Test func joinsWaitForTheirAccountAlone() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let other = Scope(account: "2", region: "us-east-1", service: "ec2")
                try await stage.runs("a", [], state: .discovering)
                _ = try await stage.leading.enqueue(
                    "a",
                    scans: try Stage.plan(of: [ec2, other]),
                    joins: try Stage.plan(of: [ec2, other], over: .account),
                    token: token
                )
                let queue = try await stage.queue("w-1")
                let scans = try await stage.claim(queue, limit: 9)
                #expect(scans.map(\.kind) == [.scan, .scan])
                #expect(try await stage.leading.openWaiting("a", token: token) == 0)
                let own = try #require(scans.first { $0.scope == ec2 })
                #expect(try await done(own, queue) == .committed(changes: 0))
                #expect(try await stage.leading.openWaiting("a", token: token) == 1)
                let joins = try await stage.claim(queue, limit: 9)
                #expect(joins.map(\.kind) == [.join] && joins.map(\.scope) == [ec2])
                let position = try await stage.leading.position("a", token: token)
                #expect(position.jobsLeft == 3 && position.isWaiting)
            }
        }
    }
}

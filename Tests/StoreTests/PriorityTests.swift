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

        /// Which sweeps so many claims of one job each take from.
        private func turns(_ count: Int, _ queue: Queue) async throws -> [String] {
            var cursors = ClaimCursors(turn: 0)
            var sweeps: [String] = []
            for _ in 0..<count {
                let jobs = try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
                sweeps += jobs.map(\.sweep)
            }
            return sweeps
        }

        private func take(_ limit: Int, _ queue: Queue) async throws -> [LeasedJob] {
            var cursors = ClaimCursors(turn: 0)
            return try await queue.claim(limit: limit, deadlineSeconds: 60, cursors: &cursors)
        }

        private func done(_ job: LeasedJob, _ queue: Queue) async throws -> Completion {
            try await queue.completeScan(job, changes: [], coverage: [], reads: 1, unknown: 0)
        }

        @Test func everyClassHasItsShare() async throws {
            try await Stage.with { stage in
                try await stage.runs("e", scopes(30, account: "1"), priority: .event)
                try await stage.runs("o", scopes(30, account: "2"), priority: .onDemand)
                try await stage.runs("s", scopes(30, account: "3"), priority: .scheduled)
                let turns = try await turns(20, try await stage.queue("w-1"))
                #expect(turns.count { $0 == "e" } == 14)
                #expect(turns.count { $0 == "o" } == 4)
                #expect(turns.count { $0 == "s" } == 2)
            }
        }

        @Test func sweepsOfAClassTakeTurnsAndNobodyStandsIdle() async throws {
            try await Stage.with { stage in
                try await stage.runs("big", scopes(200))
                try await stage.runs("small", scopes(5, account: "small"))
                let queue = try await stage.queue("w-1")
                let turns = try await turns(10, queue)
                #expect(turns.count { $0 == "small" } == 5)
                try await stage.runs("event", scopes(3, account: "event"), priority: .event)
                #expect(try await take(10, queue).count { $0.sweep == "event" } == 3)
                let rest = try await take(50, queue)
                #expect(rest.count == 50 && rest.allSatisfy { $0.sweep == "big" })
            }
        }

        @Test func theAccountsGateIsNeverOvershot() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(60, account: "1"), accountJobs: 5)
                try await stage.runs("b", scopes(60, account: "1"), accountJobs: 5)
                try await stage.runs("c", scopes(60, account: "2"), accountJobs: 5)
                let claimed = try await withThrowingTaskGroup(of: [LeasedJob].self) { group in
                    for number in 0..<6 {
                        group.addTask {
                            let queue = try await stage.queue("w-\(number)")
                            var cursors = ClaimCursors()
                            var mine: [LeasedJob] = []
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
                let jobs = Dictionary(grouping: claimed, by: \.scope.account)
                #expect(jobs.mapValues(\.count) == ["1": 5, "2": 5])
            }
        }

        @Test func whatLiesBeforeTheCursorIsNotForgotten() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(10))
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                var first = try await queue.claim(limit: 4, deadlineSeconds: 60, cursors: &cursors)
                for job in first { #expect(try await queue.release(job) == .committed(changes: 0)) }
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
                let held = try await take(2, queue)
                let versions =
                    "select string_agg(ctid::text || xmin, ',' order by id) as all"
                    + " from parapet.job"
                let before = try await stage.owner.query(versions).first?["all"].string
                try await people.pause(running.id)
                #expect(try await take(10, queue).isEmpty)
                // Jobs under way go on to their end.
                #expect(try await done(held[0], queue) == .committed(changes: 0))
                #expect(try await people.status(running.id)?.isPaused == true)
                #expect(try await stage.sweeps.active(token: running.token).isEmpty)
                let twice = await #expect(throws: StoreError.self) {
                    try await people.pause(running.id)
                }
                #expect(twice?.kind == .refusedSweep)
                try await people.resume(running.id)
                #expect(try await take(1, queue).count == 1)

                try await people.cancel(running.id)
                #expect(try await take(10, queue).isEmpty)
                #expect(try await stage.count("parapet.job") == 49)
                let after = try await stage.owner.query(versions).first?["all"].string
                let unchanged = Set((after ?? "").split(separator: ","))
                    .intersection((before ?? "").split(separator: ",")).count
                #expect(unchanged >= 48)
                let status = try await people.status(running.id)
                #expect(status?.state == .cancelled)
                #expect(status?.error?.hasPrefix("cancelled by ") == true)

                #expect(try await stage.sweeps.clearEnded(token: running.token, limit: 20))
                #expect(try await stage.count("parapet.job") == 29)
                while try await stage.sweeps.clearEnded(token: running.token, limit: 20) {}
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
                try await stage.runs("big", [])
                _ = try await stage.owner.query(
                    "update parapet.sweep set state = 'discovering' where id = 'big'"
                )
                let count = try await stage.sweeps.enqueue(
                    "big",
                    token: token,
                    scopes: scopes(30),
                    partitionJobs: 30
                )
                #expect(count == 30)
                #expect(try await stage.owner.query(tables).first?["count"].int == 4)
                let queue = try await stage.queue("w-1")
                let jobs = try await take(40, queue)
                #expect(jobs.count == 31)
                for job in jobs { #expect(try await done(job, queue) == .committed(changes: 0)) }
                _ = try await stage.sweeps.finish("big", token: token)
                #expect(try await stage.sweeps.clearEnded(token: token) == false)
                #expect(try await stage.owner.query(tables).first?["count"].int == 2)
                #expect(try await stage.count("parapet.job_result") == 1)
            }
        }

        @Test func whoReadsTheQueueForLongHoldsNobodyUp() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                try await stage.runs("big", [])
                _ = try await stage.owner.query(
                    "update parapet.sweep set state = 'discovering' where id = 'big'"
                )
                let scopes = scopes(30)
                try await stage.owner.transaction {
                    (connection) async throws(DatabaseError) -> Void in
                    _ = try await connection.query("select count(*) from parapet.job")
                    let count = try? await stage.sweeps.enqueue(
                        "big",
                        token: token,
                        scopes: scopes,
                        partitionJobs: 30
                    )
                    #expect(count == 30)
                }
                let queue = try await stage.queue("w-1")
                #expect(try await take(40, queue).count == 30)
            }
        }

        @Test func everyCauseHasItsOwnBudget() async throws {
            try await Stage.with { stage in
                try await stage.runs("a", scopes(1))
                let queue = try await stage.queue("w-1")
                func attempt() async throws -> LeasedJob {
                    _ = try await stage.owner.query("update parapet.job set run_after = now()")
                    return try #require(try await take(1, queue).first)
                }
                for _ in 0..<2 {
                    let job = try await attempt()
                    #expect(
                        try await queue.fail(job, cause: .throttle, error: "slow", budget: 3)
                            == .retry
                    )
                    let waits = try await stage.owner.query(
                        "select run_after > now() + interval '14 seconds' as so from parapet.job"
                    )
                    #expect(waits.first?["so"].string == "t")
                }
                let failing = try await attempt()
                #expect(failing.throttles == 2 && failing.failures == 0)
                #expect(try await queue.fail(failing, error: "no", budget: 3) == .retry)
                _ = try await attempt()
                try await queue.retire(budget: 3)
                try await queue.heartbeat(role: .worker, host: "here")
                let last = try await attempt()
                #expect(last.throttles == 2 && last.failures == 1 && last.attempt == 5)
                let end = try await queue.fail(last, cause: .throttle, error: "slow", budget: 3)
                #expect(end == .dead)
                let dead = try #require(
                    try await DeadJobs(database: stage.operators).all().first
                )
                #expect(dead["throttles"] == 3 && dead["failures"] == 1 && dead["drains"] == 1)
                #expect(dead["error"] == "slow")
            }
        }

        @Test func joinsWaitForTheirAccountAlone() async throws {
            try await Stage.with { stage in
                let token = try await stage.lead()
                let other = Scope(account: "2", region: "us-east-1", service: "ec2")
                try await stage.runs("a", [])
                _ = try await stage.owner.query(
                    "update parapet.sweep set state = 'discovering'"
                )
                _ = try await stage.sweeps.enqueue(
                    "a",
                    token: token,
                    scopes: [ec2, other],
                    joins: [ec2, other]
                )
                let queue = try await stage.queue("w-1")
                let scans = try await take(9, queue)
                #expect(scans.map(\.kind) == [.scan, .scan])
                #expect(try await stage.sweeps.openWaiting("a", token: token) == 0)
                let own = try #require(scans.first { $0.scope == ec2 })
                #expect(try await done(own, queue) == .committed(changes: 0))
                #expect(try await stage.sweeps.openWaiting("a", token: token) == 1)
                let joins = try await take(9, queue)
                #expect(joins.map(\.kind) == [.join] && joins.map(\.scope) == [ec2])
                let active = try await stage.sweeps.active(token: token, enough: 9)
                #expect(active.map(\.jobsLeft) == [3] && active.allSatisfy(\.isWaiting))
            }
        }
    }
}

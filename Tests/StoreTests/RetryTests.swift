import Guardrails
import Store
import Testing

extension DatabaseTests {
    /// A scan that ran out of attempts and is put back: what was judged over it is judged again.
    @Suite struct RetryTests {
        enum Join: String, CaseIterable {
            case waiting, running, done, dead
        }

        @Test(arguments: Join.allCases)
        func theJoinOfItsAccountIsDoneAgainAfterTheScan(join: Join) async throws {
            try await Stage.with { stage in
                let other = Scope(account: "2", region: "us-east-1", service: "ec2")
                let (sweep, token) = try await stage.runningSweep(
                    [ec2, other],
                    joins: [ec2, other],
                    accounts: [ec2.account, other.account]
                )
                let queue = try await stage.queue("w-1")
                var scan: Job?
                for job in try await stage.claim(queue) {
                    if job.scope == ec2 { scan = job }
                    let end = try await queue.end(job, .giveUp(reason: "no"))
                    #expect(end == .dead)
                }
                let dead = try #require(scan)
                if join != .waiting {
                    #expect(try await stage.leading.openWaiting(sweep, token: token) == 2)
                }
                var held: Job?
                if join != .waiting {
                    held = try await stage.claim(queue).first { $0.scope == ec2 }
                    #expect(held?.kind == .join)
                }
                if join == .done || join == .dead {
                    let ending: Ending = join == .dead ? .giveUp(reason: "no") : .done(Effects())
                    _ = try await queue.end(try #require(held), ending)
                }
                let others = "parapet.job where account = '2'"
                let before = try await stage.versions(others)
                let jobs = DeadJobs(database: stage.operators)
                #expect(try await jobs.retry(Int(dead.id)))
                #expect(try await stage.versions(others) == before)
                if join == .running {
                    let late = try await queue.end(try #require(held), .done(Effects()))
                    #expect(late == .lost)
                }

                // The scan alone is ready; the join waits for it.
                #expect(try await stage.leading.openWaiting(sweep, token: token) <= 1)
                let again = try #require(
                    try await stage.claim(queue).first { $0.account == ec2.account }
                )
                #expect(again.kind == .scan && again.failures == 0)
                #expect(try await stage.leading.openWaiting(sweep, token: token) == 0)
                let end = try await queue.end(again, .done(.nothingNew))
                #expect(end == .committed(changes: 0))
                #expect(try await stage.leading.openWaiting(sweep, token: token) == 1)
                let joins = try await stage.claim(queue).filter { $0.account == ec2.account }
                #expect(joins.map(\.kind) == [.join] && joins.map(\.scope) == [ec2])
                let last = try await queue.end(try #require(joins.first), .done(Effects()))
                #expect(last == .committed(changes: 0))
                // Nothing of the account is left, not even among the dead.
                let left = "parapet.job where account = '\(ec2.account)'"
                #expect(try await stage.count(left) == 0)
                let failures = "parapet.job_failure where account = '\(ec2.account)'"
                #expect(try await stage.count(failures) == 0)
                let results = "parapet.job_result where account = '\(ec2.account)'"
                #expect(try await stage.count(results + " and outcome = 'done'") == 3)
            }
        }

        @Test func aRetriedJoinLeavesScansAlone() async throws {
            try await Stage.with { stage in
                let (sweep, token) = try await stage.runningSweep([ec2], joins: [ec2])
                let queue = try await stage.queue("w-1")
                let scan = try #require(try await stage.claim(queue).first)
                _ = try await queue.end(scan, .done(.nothingNew))
                _ = try await stage.leading.openWaiting(sweep, token: token)
                let join = try #require(try await stage.claim(queue).first)
                _ = try await queue.end(join, .giveUp(reason: "no"))
                #expect(try await DeadJobs(database: stage.operators).retry(Int(join.id)))
                let again = try await stage.claim(queue)
                #expect(again.map(\.kind) == [.join])
            }
        }
    }
}

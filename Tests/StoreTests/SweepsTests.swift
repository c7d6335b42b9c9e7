import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    @Suite struct SweepsTests {
        @Test func aSecondFullSweepJoinsTheFirst() async throws {
            try await Stage.with { stage in
                let sweeps = Sweeps(database: stage.operators)
                let first = try await sweeps.request(Narrowing())
                let second = try await sweeps.request(Narrowing())
                let narrow = try await sweeps.request(Narrowing(accounts: ["1"]))
                #expect(!first.joined && second.joined && !narrow.joined)
                #expect(first.sweep == second.sweep && first.sweep != narrow.sweep)
                #expect(first.sweep.hasPrefix("s-"))
                let active = try await stage.sweeps.active(token: try await stage.lead())
                #expect(active.map(\.id) == [first.sweep, narrow.sweep])
                #expect(active.last?.narrowing == Narrowing(accounts: ["1"]))
                #expect(try await sweeps.hasCoordinator(withinSeconds: 10) == false)
            }
        }

        @Test func goesFromRequestToSummary() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                let material = try await Sweeps(database: stage.worker).material(sweep.id)
                #expect(material == Stage.material(["111111111111"], Narrowing()))
                let early = await #expect(throws: StoreError.self) {
                    try await stage.sweeps.finish(sweep.id, token: sweep.token)
                }
                #expect(early?.kind == .wrongState)

                var cursors = ClaimCursors()
                for job in try await queue.claim(limit: 9, deadlineSeconds: 60, cursors: &cursors) {
                    let changes = job.scope == ec2 ? [Change(.opened, finding("sg-1"))] : []
                    _ = try await queue.completeScan(
                        job,
                        changes: changes,
                        coverage: [],
                        reads: 5,
                        unknown: 1
                    )
                }
                let summary = try await stage.sweeps.finish(sweep.id, token: sweep.token)
                #expect(summary["sweep"]?.string == sweep.id)
                #expect(summary["accounts"] == 1 && summary["regions"] == 1)
                #expect(summary["jobs"] == ["done": 3, "failed": 0])
                #expect(summary["reads"] == 12 && summary["unknown"] == 2)
                #expect(summary["findings"] == ["open": 1, "excepted": 0, "resolved": 0])
                #expect(summary["seconds"]?.double != nil)
                let status = try await Sweeps(database: stage.operators).status(sweep.id)
                #expect(status?.state == .done)
                #expect(status?.summary == summary)
                #expect(try await stage.sweeps.clearEnded(token: sweep.token) == false)
                #expect(try await stage.count("parapet.job_result") == 0)

                let accounts = try await Accounts(database: stage.coordinator).all()
                #expect(accounts.map(\.regions) == [["us-east-1", "eu-west-1"]])
                #expect(accounts.map(\.account) == material.estate.accounts)
            }
        }

        @Test func aFormerLeaderIsRefused() async throws {
            try await Stage.with { stage in
                let former = try await stage.lead("c-1")
                let other = Leadership(database: stage.coordinator, process: "c-2")
                #expect(try await other.acquire(leaseSeconds: 60) == nil)
                #expect(try await stage.lead("c-1") == former)
                let sweep = try await stage.sweeps.request(Narrowing()).sweep
                _ = try await stage.owner.query("update parapet.leader set until = now()")
                let token = try #require(try await other.acquire(leaseSeconds: 60))
                #expect(token > former)
                let material = Stage.material(["1"], Narrowing())
                let error = await #expect(throws: StoreError.self) {
                    try await stage.sweeps.begin(
                        sweep,
                        token: former,
                        material: material,
                        discover: ["1"]
                    )
                }
                #expect(error?.kind == .leaseLost)
                #expect(try await stage.count("parapet.job") == 0)
            }
        }

        @Test func aPlanIsEnqueuedOnceOrNotAtAll() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2])
                let twice = await #expect(throws: StoreError.self) {
                    try await stage.sweeps.enqueue(sweep.id, token: sweep.token, scopes: [s3])
                }
                #expect(twice?.kind == .wrongState)
                #expect(try await stage.count("parapet.job") == 1)
            }
        }

        @Test func closesWhatNoJobCanJudge() async throws {
            try await Stage.with { stage in
                let first = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                var cursors = ClaimCursors()
                for job in try await queue.claim(limit: 9, deadlineSeconds: 60, cursors: &cursors) {
                    let id = job.scope == ec2 ? "sg-1" : "bucket"
                    let change = Change(.opened, finding(id))
                    _ = try await queue.completeScan(
                        job,
                        changes: [change],
                        coverage: [],
                        reads: 1,
                        unknown: 0
                    )
                }
                let none = try await stage.ledger.closable(
                    sweep: first.id,
                    token: first.token,
                    guardrails: ["ssh"]
                )
                #expect(none.isEmpty)
                _ = try await stage.sweeps.finish(first.id, token: first.token)

                // The next full sweep plans no S3 job.
                let second = try await stage.runningSweep([ec2])
                for job in try await queue.claim(limit: 9, deadlineSeconds: 60, cursors: &cursors) {
                    _ = try await queue.completeScan(
                        job,
                        changes: [],
                        coverage: [],
                        reads: 1,
                        unknown: 0
                    )
                }
                let closable = try await stage.ledger.closable(
                    sweep: second.id,
                    token: second.token,
                    guardrails: ["ssh"]
                )
                #expect(closable.map(\.cause) == ["out of scope"])
                #expect(closable.map(\.finding.identity.resource) == ["bucket"])
                let changes = closable.map(\.change)
                let ledger = stage.ledger
                let closed = try await ledger.close(changes, sweep: second.id, token: second.token)
                let again = try await ledger.close(changes, sweep: second.id, token: second.token)
                #expect(closed == 1 && again == 0)
                let removed = try await ledger.closable(
                    sweep: second.id,
                    token: second.token,
                    guardrails: []
                )
                #expect(removed.map(\.cause) == ["guardrail removed"])
            }
        }
    }
}

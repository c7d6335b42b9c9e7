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
                let active = try await stage.leading.active(token: try await stage.lead())
                #expect(active.map(\.id) == [first.sweep, narrow.sweep])
                #expect(active.last?.narrowing == Narrowing(accounts: ["1"]))
                #expect(try await sweeps.hasCoordinator(withinSeconds: 10) == false)
            }
        }

        /// What asks for everything anew is not served by what remembers; the other way round it is.
        @Test func aRefreshJoinsARefreshAlone() async throws {
            try await Stage.with { stage in
                let sweeps = Sweeps(database: stage.operators)
                let plain = try await sweeps.request(Narrowing())
                let fresh = try await sweeps.request(Narrowing(), refresh: true)
                #expect(!fresh.joined && fresh.sweep != plain.sweep)
                let again = try await sweeps.request(Narrowing(), refresh: true)
                #expect(again.joined && again.sweep == fresh.sweep)
                try await sweeps.cancel(plain.sweep)
                let late = try await sweeps.request(Narrowing())
                #expect(late.joined && late.sweep == fresh.sweep)
                let active = try await stage.leading.active(token: try await stage.lead())
                #expect(active.map(\.refresh) == [true])
            }
        }

        @Test func goesFromRequestToSummary() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                let material = try await Batches(database: stage.worker)
                    .material(try await stage.batch(of: sweep.id))
                #expect(material.sweep == sweep.id && material.narrowing == Narrowing())
                let book = try TestRules.book()
                let texts = try await RuleBooks(database: stage.worker)
                    .texts(try #require(material.rules))
                #expect(texts == (book.hash, book.texts))
                let estate = try await Estates(database: stage.worker)
                    .estate(try #require(material.estate))
                #expect(estate == Stage.estate(["111111111111"]))
                let early = await #expect(throws: StoreError.self) {
                    try await stage.leading.finish(sweep.id, token: sweep.token)
                }
                #expect(early?.kind == .wrongState)

                for job in try await stage.claim(queue) {
                    let changes = job.scope == ec2 ? [Change(.opened, finding("sg-1"))] : []
                    let effects = try await stage.effects(changes, reads: 5, unknown: 1)
                    _ = try await queue.end(job, .done(effects))
                }
                let summary = try await stage.leading.finish(sweep.id, token: sweep.token)
                #expect(summary["sweep"]?.string == sweep.id)
                #expect(summary["accounts"] == 1 && summary["regions"] == 1)
                #expect(summary["jobs"] == ["done": 3, "failed": 0])
                #expect(summary["reads"] == 12 && summary["unknown"] == 2)
                #expect(summary["findings"] == ["open": 1, "excepted": 0, "resolved": 0])
                #expect(summary["seconds"]?.double != nil)
                let status = try await Sweeps(database: stage.operators).status(sweep.id)
                #expect(status?.state == .done)
                #expect(status?.summary == summary)
                #expect(try await stage.leading.clearEnded(token: sweep.token) == false)
                #expect(try await stage.count("parapet.job_result") == 0)

                let accounts = try await Accounts(database: stage.coordinator).all()
                #expect(accounts.map(\.regions) == [["us-east-1", "eu-west-1"]])
                #expect(accounts.map(\.account) == estate.accounts)
            }
        }

        @Test func aFormerLeaderIsRefused() async throws {
            try await Stage.with { stage in
                let former = try await stage.lead("c-1")
                let other = stage.leadership("c-2")
                #expect(try await other.acquire(leaseSeconds: 60) == nil)
                #expect(try await stage.lead("c-1") == former)
                let sweep = try await stage.sweeps.request(Narrowing()).sweep
                let rules = try await stage.rules(token: former)
                let estate = try await Estates(database: stage.coordinator)
                    .store(Stage.estate(["1"]), token: former)
                _ = try await stage.owner.query("update parapet.leader set until = now()")
                let token = try #require(try await other.acquire(leaseSeconds: 60))
                #expect(token > former)
                let error = await refusal {
                    try await stage.leading.begin(
                        sweep,
                        rules: rules,
                        estate: estate,
                        known: nil,
                        discover: ["1"],
                        token: former
                    )
                }
                #expect(error?.kind == .leaseLost)
                #expect(try await stage.count("parapet.job") == 0)
            }
        }

        @Test func aPlanIsEnqueuedOnceOrNotAtAll() async throws {
            try await Stage.with { stage in
                let sweep = try await stage.runningSweep([ec2])
                let plan = try Stage.plan(of: [s3])
                let twice = await refusal {
                    _ = try await stage.leading.enqueue(sweep.id, scans: plan, token: sweep.token)
                }
                #expect(twice?.kind == .wrongState)
                #expect(try await stage.count("parapet.job") == 1)
            }
        }

        @Test func closesWhatNoJobCanJudge() async throws {
            try await Stage.with { stage in
                let first = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                for job in try await stage.claim(queue) {
                    let opened =
                        job.scope == ec2
                        ? finding("sg-1") : finding("b", guardrail: "bucket", type: "s3.bucket")
                    let effects = try await stage.effects(
                        [Change(.opened, opened)],
                        at: job.scope
                    )
                    #expect(try await queue.end(job, .done(effects)) == .committed(changes: 1))
                }
                let ssh = SweepLeading.Place(guardrail: "ssh", account: ec2.account)
                func close(
                    _ sweep: String,
                    _ places: [SweepLeading.Place: Finding.Reason] = [:]
                ) async throws -> Int {
                    try await stage.close(sweep, at: places, token: first.token)
                }
                func standing() async throws -> [String] {
                    try await stage.column(
                        "select resource_id || ' ' || status || coalesce(' ' || reason, '')"
                            + " from report.findings order by 1"
                    )
                }
                // What was found since it began is not its to close, whatever it was begun with.
                #expect(try await close(first.id, [ssh: .guardrailRemoved]) == 0)
                _ = try await stage.leading.finish(first.id, token: first.token)

                // The next full sweep plans no S3 job.
                let second = try await stage.runningSweep([ec2])
                for job in try await stage.claim(queue) {
                    let effects = try await stage.effects([])
                    #expect(try await queue.end(job, .done(effects)) == .committed(changes: 0))
                }
                let names = try await stage.leading.standing(token: first.token)
                #expect(names.guardrails == ["bucket", "ssh"] && names.accounts == [ec2.account])
                let accounts = try await stage.leading.accounts(
                    with: "ssh",
                    among: [ec2.account, "999999999999"],
                    token: first.token
                )
                #expect(accounts == [ec2.account])
                #expect(try await close(second.id) == 1)
                #expect(try await standing() == ["b resolved out of scope", "sg-1 open"])
                #expect(try await close(second.id) == 0)
                #expect(try await close(second.id, [ssh: .guardrailRemoved]) == 1)
                #expect(
                    try await standing() == [
                        "b resolved out of scope", "sg-1 resolved guardrail removed",
                    ]
                )
            }
        }

        /// What a narrowed sweep closes of others, because nobody judges it any more, is in its
        /// figures; what it did not judge and others do stays, and is not.
        @Test func whatANarrowedSweepClosesElsewhereIsCounted() async throws {
            try await Stage.with { stage in
                let first = try await stage.runningSweep([ec2, s3])
                let queue = try await stage.queue("w-1")
                for job in try await stage.claim(queue) {
                    let opened =
                        job.scope == ec2
                        ? [finding("sg-1"), finding("sg-2")]
                        : [finding("b", guardrail: "bucket", type: "s3.bucket")]
                    let effects = try await stage.effects(
                        opened.map { Change(.opened, $0) },
                        at: job.scope
                    )
                    _ = try await queue.end(job, .done(effects))
                }
                _ = try await stage.leading.finish(first.id, token: first.token)

                let narrowing = Narrowing(guardrails: ["bucket"])
                func end(
                    closing places: [SweepLeading.Place: Finding.Reason]
                ) async throws -> JSON? {
                    let sweep = try await stage.runningSweep([s3], narrowing: narrowing)
                    for job in try await stage.claim(queue) {
                        let effects = try await stage.effects([], at: job.scope)
                        #expect(try await queue.end(job, .done(effects)) == .committed(changes: 0))
                    }
                    while try await stage.close(sweep.id, at: places, token: sweep.token) > 0 {}
                    return try await stage.leading.finish(sweep.id, token: sweep.token)["findings"]
                }
                let untouched = try await end(closing: [:])
                #expect(untouched == ["open": 1, "excepted": 0, "resolved": 0])
                let ssh = SweepLeading.Place(guardrail: "ssh", account: ec2.account)
                let closed = try await end(closing: [ssh: .outOfScope])
                #expect(closed == ["open": 1, "excepted": 0, "resolved": 2])
                // They were another's, and are none of the next one's.
                #expect(try await end(closing: [:]) == untouched)
            }
        }

        /// A scope whose job failed was planned: nobody knows how it is there now.
        @Test func whatCouldNotBeLookedAtStands() async throws {
            try await Stage.with { stage in
                let first = try await stage.runningSweep([ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue).first)
                let effects = try await stage.effects([Change(.opened, finding("sg-1"))])
                _ = try await queue.end(job, .done(effects))
                _ = try await stage.leading.finish(first.id, token: first.token)
                let second = try await stage.runningSweep([ec2])
                let failing = try #require(try await stage.claim(queue).first)
                #expect(try await queue.end(failing, .giveUp(reason: "no")) == .dead)
                #expect(try await stage.close(second.id, token: second.token) == 0)
            }
        }
    }
}

import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Looks and people that write the same findings at the same time.
    @Suite struct ConcurrencyTests {
        private static let rounds = 200
        private static let resources = (0..<20).map { "sg-\($0)" }

        /// Every round finds all of it again, in another order, and says so until it is not stale.
        private func looks(_ stage: Stage, _ secret: String, rounds: Int) async throws {
            let queue = Queue(database: stage.worker, process: Process(.worker, secret: secret))
            try await queue.heartbeat(host: "here")
            let batch = try await stage.runs("s-\(secret)", [])
            // A service of its own: nothing but the findings is shared.
            let scope = Scope(account: ec2.account, region: ec2.region, service: "ec2")
            for round in 0..<rounds {
                try await add(scope, gate: "\(secret)/\(round)", to: batch, stage)
                var jobs: [Job] = []
                while jobs.isEmpty {
                    jobs = try await stage.claim(queue, limit: 1)
                }
                let job = try #require(jobs.first)
                var ended = Ended.stale
                while ended == .stale || ended == .overtaken {
                    let effects = try await self.effects(stage, round: round)
                    ended = try await queue.end(job, .done(effects))
                }
                guard case .committed = ended else {
                    Issue.record("\(ended)")
                    return
                }
            }
        }

        /// What a worker would say now: open, or excepted where an exception is in force.
        private func effects(_ stage: Stage, round: Int) async throws -> Effects {
            let generation = try await stage.generation(of: ec2)
            let (version, inForce) = try await Exceptions(database: stage.worker)
                .inForce(in: ec2.account, ["ssh"])
            let changes = Self.resources.shuffled().map { resource in
                guard let exception = inForce.first else {
                    var open = finding(resource)
                    open.name = "round \(round % 3)"
                    return Change(.opened, open)
                }
                var excepted = finding(resource, status: .excepted)
                excepted.reason = "exception \(exception.id)"
                excepted.exception = Finding.Exception(
                    source: exception.id,
                    owner: exception.owner,
                    from: exception.from,
                    until: exception.until
                )
                return Change(.excepted, excepted)
            }
            return Effects(
                look: LookResult(exceptions: version, generation: generation, changes: changes),
                coverage: []
            )
        }

        private func add(_ scope: Scope, gate: String, to batch: Int64, _ stage: Stage) async throws
        {
            _ = try await stage.owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload)
                values ($1::bigint, 'scan', $2, $3,
                    jsonb_build_object('region', $4::text, 'service', $5::text))
                """,
                [
                    .int(batch), .text(scope.account), .text(gate), .text(scope.region),
                    .text(scope.service),
                ]
            )
        }

        @Test func looksAndPeopleNeverFail() async throws {
            try await People.with { people in
                let stage = people.stage
                _ = try await stage.lead()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for worker in 0..<2 {
                        group.addTask {
                            try await looks(stage, "w-\(worker)", rounds: Self.rounds / 2)
                        }
                    }
                    group.addTask { try await decide(people) }
                    group.addTask {
                        let token = try await stage.lead()
                        for _ in 0..<Self.rounds {
                            _ = try await Exceptions(database: stage.coordinator)
                                .expire(token: token)
                            _ = try await stage.close(
                                "s-w-0",
                                at: [:],
                                limit: 5,
                                token: token
                            )
                        }
                    }
                    try await group.waitForAll()
                }
                try await settle(people)
            }
        }

        /// Grants, extends and ends exceptions over the same findings.
        private func decide(_ people: People) async throws {
            let exceptions = Exceptions(database: people.granter.database)
            for round in 0..<Self.rounds / 2 {
                let id = try await people.granted()
                if round.isMultiple(of: 2) {
                    try await exceptions.extend(id, until: try People.days(60))
                }
                _ = try await exceptions.revoke(id, note: "n")
            }
        }

        /// At the end one look more says how it is, with and without an exception.
        private func settle(_ people: People) async throws {
            let stage = people.stage
            try await looks(stage, "w-last", rounds: 1)
            let open = Dictionary(uniqueKeysWithValues: Self.resources.map { ($0, "open") })
            #expect(try await people.statuses() == open)
            let id = try await people.granted()
            #expect(try await people.statuses() == open.mapValues { _ in "excepted" })
            try await looks(stage, "w-after", rounds: 1)
            let sources = "select distinct exception ->> 'source' from parapet.finding"
            #expect(try await stage.column(sources) == [id])
            // Each event is a step from the one before it: none was written over.
            let broken = try await stage.value(
                """
                select count(*) from (
                    select was, lag(status) over (partition by finding order by id) as before
                    from parapet.outbox
                ) x where before is not null and was is distinct from before
                """
            )
            #expect(broken.int == 0)
            #expect(try await stage.count("parapet.job") == 0)
            #expect(try await AuditLog(database: stage.operators).verify().broken == nil)
        }
    }
}

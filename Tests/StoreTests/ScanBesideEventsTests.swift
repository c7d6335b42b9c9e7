import Document
import Guardrails
import Platform
import Store
import Testing

extension DatabaseTests {
    /// Events that never stop leave a sweep its turn, and what it says is what it saw last.
    @Suite struct ScanBesideEventsTests {
        /// All places of the account are taken all the time, and for each look that ends two events come.
        @Test(arguments: [20, 3])
        func aScanGetsItsTurnBesideLooksThatNeverEnd(accountJobs: Int) async throws {
            try await Stage.with { stage in
                try await stage.hears()
                _ = try await stage.discoveringSweep(accountJobs: accountJobs)
                try await stage.runs("s-scan", [ec2], accountJobs: accountJobs)
                let (feeds, queue) = (try await stage.feeds(), try await stage.queue("w-1"))
                var (running, events): ([Job], Int) = ([], 0)
                func come(_ count: Int) async throws {
                    var batch = EventBatch()
                    for number in events..<events + count {
                        batch.add(received("e-\(number)", of: "sg-\(number)"), of: "q")
                    }
                    events += count
                    _ = try await feeds.commit(batch)
                }
                try await come(60)
                var cursors = ClaimCursors(turn: 0)
                // One of ten turns is what the clock asks for, two are what people ask for.
                for _ in 0..<20 where !running.contains(where: { $0.kind == .scan }) {
                    running += try await queue.claim(
                        limit: 20,
                        deadlineSeconds: 60,
                        cursors: &cursors
                    )
                    #expect(running.count == accountJobs)
                    let first = running.removeFirst()
                    if first.kind == .scan { return }
                    _ = try await queue.end(first, .done(Effects(reads: 1)))
                    try await come(2)
                }
                #expect(running.contains { $0.kind == .scan })
            }
        }

        /// What waited a moment while others went by lies before where a worker's claims have got to, and is
        /// found again though something is always ready behind.
        @Test func whatWaitedIsFoundAgainBesideLooksThatNeverEnd() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let (feeds, queue) = (try await stage.feeds(), try await stage.queue("w-1"))
                try await Self.askJoin(stage, "now() + interval '1 hour'")
                var cursors = ClaimCursors(turn: 1)
                for number in 0..<40 {
                    var batch = EventBatch()
                    for part in 0..<2 {
                        batch.add(
                            received("e-\(number)-\(part)", of: "sg-\(number)-\(part)"),
                            of: "q"
                        )
                    }
                    _ = try await feeds.commit(batch)
                    let job = try #require(
                        try await queue.claim(limit: 1, deadlineSeconds: 60, cursors: &cursors)
                            .first
                    )
                    if job.kind == .join { return }
                    _ = try await queue.end(job, .done(Effects(reads: 1)))
                    _ = try await stage.owner.query(
                        "update parapet.job set run_after = now() where kind = 'join'"
                    )
                }
                Issue.record("a join that waited is never made")
            }
        }

        /// A join of the account, for an event.
        private static func askJoin(_ stage: Stage, _ from: String = "now()") async throws {
            _ = try await stage.owner.query(
                """
                insert into parapet.job (batch, kind, account, gate, payload, rules, run_after)
                select id, 'join', $1, $1 || '/join/us-east-1/ec2',
                    '{"region": "us-east-1", "service": "ec2", "events": ["e-0"]}', 1, \(from)
                from parapet.batch where lane = 'event'
                """,
                [.text(ec2.account)]
            )
        }

        private static let all = ["sg-1", "sg-2", "sg-3"]

        /// As an event's look writes it.
        private static func look(at group: String, _ stage: Stage) async throws {
            _ = try await stage.feeds().commit(batch(received("e-\(group)", of: group)))
            let queue = try await stage.queue("w-2")
            let job = try #require(try await stage.claim(queue).first { $0.kind == .look })
            let scan = try await stage.effects([Change(.opened, finding(group))])
            _ = try await queue.end(job, .done(Effects(look: scan.look, reads: 1)))
        }

        /// Once overtaken it says since when it reads: what was written since stands, and is looked at again
        /// within the sweep; the rest goes in.
        @Test func aScanThatIsOvertakenEndsTheSecondTime() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let batch = try await stage.runs("s-scan", [ec2])
                let queue = try await stage.queue("w-1")
                let job = try #require(try await stage.claim(queue, limit: 1).first)
                let ledger = Ledger(database: stage.worker)
                func end(
                    _ position: (generation: Int64, at: String),
                    since: String?
                ) async throws -> Ended {
                    let version = try await Exceptions(database: stage.worker)
                        .inForce(in: ec2.account, []).version
                    let look = LookResult(
                        exceptions: version,
                        generation: position.generation,
                        since: since,
                        changes: ["ssh", "strict"].flatMap { guardrail in
                            Self.all.map { Change(.opened, finding($0, guardrail: guardrail)) }
                        },
                        digest: "all"
                    )
                    let effects = Effects(look: look, coverage: [], reads: 3)
                    return try await queue.end(job, .done(effects))
                }
                let first = try await ledger.position(of: ec2)
                try await Self.look(at: "sg-1", stage)
                #expect(try await end(first, since: nil) == .overtaken)
                let second = try await ledger.position(of: ec2)
                try await Self.look(at: "sg-2", stage)
                #expect(try await end(second, since: second.at) == .committed(changes: 3))
                // What the look at sg-1 wrote was there when the scan began again.
                #expect(
                    try await stage.column(
                        """
                        select guardrail || ' ' || resource_id from parapet.finding order by 1
                        """
                    ) == ["ssh sg-1", "ssh sg-2", "ssh sg-3", "strict sg-1", "strict sg-3"]
                )
                let again = try #require(try await stage.claim(queue).first)
                #expect(again.batch == batch && again.kind == .look)
                #expect(again.payload["all"] == true)
                #expect(again.payload["resources"]?.array?.map { $0["id"] } == ["sg-2"])
                // What it came to is not what there is: the next scan compares.
                #expect(try await ledger.knows("all", of: ec2) == false)
            }
        }

        /// A join, too, ends the second time: what others wrote since stands, the rest is said, and all of it
        /// is judged once more after it, outside of the sweep.
        @Test func aJoinThatIsOvertakenEndsAndIsMadeAgain() async throws {
            try await Stage.with { stage in
                try await stage.hears()
                let queue = try await stage.queue("w-1")
                let ledger = Ledger(database: stage.worker)
                try await Self.askJoin(stage)
                func end(
                    _ job: Job,
                    _ position: (generation: Int64, at: String),
                    since: String?
                ) async throws -> Ended {
                    let version = try await Exceptions(database: stage.worker)
                        .inForce(in: ec2.account, []).version
                    let look = LookResult(
                        exceptions: version,
                        generation: position.generation,
                        since: since,
                        changes: Self.all.map { Change(.opened, finding($0)) }
                    )
                    return try await queue.end(job, .done(Effects(look: look)))
                }
                let first = try #require(try await stage.claim(queue, limit: 1).first)
                #expect(first.kind == .join)
                let began = try await ledger.position(of: ec2)
                try await Self.look(at: "sg-1", stage)
                #expect(try await end(first, began, since: nil) == .overtaken)
                let again = try await ledger.position(of: ec2)
                try await Self.look(at: "sg-2", stage)
                #expect(try await end(first, again, since: again.at) == .committed(changes: 1))
                #expect(try await stage.count("parapet.finding") == 3)
                // With the events that it was for; undisturbed it is the last.
                let next = try #require(try await stage.claim(queue).first)
                #expect(next.kind == .join && next.payload["events"] == ["e-0"])
                let calm = try await ledger.position(of: ec2)
                #expect(try await end(next, calm, since: calm.at) == .committed(changes: 0))
                #expect(try await stage.count("parapet.job") == 0)
            }
        }
    }
}

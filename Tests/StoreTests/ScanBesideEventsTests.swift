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
    }
}

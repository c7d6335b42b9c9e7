import Document
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// AWS's endpoint goes away in the middle of a sweep, for a while or for longer than that waits.
    struct OutageTests {
        /// A way to AWS that can be cut.
        private struct Way {
            let proxy: FaultProxy
            let cutAfter: Lock<Int?>

            init(_ scene: Scene) throws {
                let upstream = try #require(scene.standIn.environment["AWS_ENDPOINT_URL"])
                let cutAfter = Lock<Int?>(nil)
                self.cutAfter = cutAfter
                proxy = FaultProxy(upstream: upstream) { number, _ in
                    guard let cut = cutAfter.withLock({ $0 }), number >= cut else { return nil }
                    return number % 2 == 0 ? .reset : .serverError
                }
            }

            var environment: [String: String] { ["AWS_ENDPOINT_URL": proxy.url] }

            /// From so many requests on nobody answers.
            func cut(after requests: Int = 0) {
                cutAfter.withLock { $0 = proxy.seen.requests + requests }
            }

            func mend() { cutAfter.withLock { $0 = nil } }
        }

        /// Plays the clock for what waits, and lets jobs have waited `times` times already.
        private func skipPauses(_ scene: Scene, times: Int = 0) async throws {
            _ = try await scene.database.owner.query(
                """
                update parapet.job set run_after = now(), unanswered = greatest(unanswered, $1::int)
                where state = 'ready' and not waits and unanswered > 0
                """,
                [.int(Int64(times))]
            )
        }

        private func gaps(_ scene: Scene) async throws -> Int {
            try await scene.database.count(
                "select count(*) from report.coverage where state <> 'complete'"
            )
        }

        @Test func whatPassesInTimeLeavesNoTrace() async throws {
            try await Scene.with { scene in
                let way = try Way(scene)
                defer { way.proxy.stop() }
                _ = try await scene.parapet("sweep", "--local", environment: way.environment)
                let (gaps, events) = (try await gaps(scene), try await scene.events())
                way.cut(after: 20)
                let sweep = try Program(
                    Program.parapet,
                    ["sweep", "--local"],
                    environment: scene.environment.merging(way.environment) { $1 }
                )
                try await sweep.await("jobs go back") {
                    try await scene.database.count(
                        "select count(*) from parapet.job where unanswered > 0"
                    ) > 2
                }
                way.mend()
                try await eventually("the sweep never ended") {
                    try await skipPauses(scene)
                    return sweep.hasEnded
                }
                #expect(await sweep.wait() == 4, "\(sweep.error)")
                #expect(try await self.gaps(scene) == gaps)
                #expect(try await scene.events() == events)
                try await scene.expectWhatWasPlanted()
                let unread = "select count(*) from report.unread"
                #expect(try await scene.database.count(unread) == 0)
            }
        }

        @Test func whatDoesNotIsSaidAndLookedAtAgainByItself() async throws {
            try await Scene.with { scene in
                let way = try Way(scene)
                defer { way.proxy.stop() }
                let coordinator = try scene.start("coordinator", environment: way.environment)
                let worker = try scene.start("worker", environment: way.environment)
                defer { for program in [coordinator, worker] { program.kill() } }
                try await done(try await scene.request(), scene, worker)
                let (gaps, standing) = (try await gaps(scene), try await self.standing(scene))

                way.cut(after: 20)
                try await done(try await scene.request(), scene, worker)
                #expect(try await self.gaps(scene) > gaps)
                // What stood stands: nobody could confirm it, and nothing else is said.
                #expect(try await self.standing(scene) == standing)
                let doubts = "select count(*) from report.findings where unverified"
                #expect(try await scene.database.count(doubts) > 0)
                let unread = "select count(*) from report.unread"
                #expect(try await scene.database.count(unread) > 0)

                way.mend()
                try await eventually("it was never read") {
                    _ = try await scene.database.owner.query(
                        "update parapet.unread set due = now() where sweep is null"
                    )
                    try await skipPauses(scene)
                    return try await scene.database.count(unread) == 0
                }
                try await eventually("a sweep never ended") {
                    try await scene.database.count(
                        "select count(*) from report.sweeps where state not in ('done')"
                    ) == 0
                }
                #expect(try await self.gaps(scene) == gaps)
                #expect(try await scene.database.count(doubts) == 0)
                try await scene.expectWhatWasPlanted()
            }
        }

        private func done(_ sweep: String, _ scene: Scene, _ worker: Program) async throws {
            try await worker.await("the sweep ends") {
                try await skipPauses(scene, times: 8)
                return try await scene.state(of: sweep) == .done
            }
        }

        /// How each finding stands that a look has judged before.
        private func standing(_ scene: Scene) async throws -> [String] {
            try await scene.database.owner.query(
                "select id, status from report.findings where status <> 'unknown' order by id"
            ).map { "\($0["id"].string ?? "") \($0["status"].string ?? "")" }
        }
    }
}

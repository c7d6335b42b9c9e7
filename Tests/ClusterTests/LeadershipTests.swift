import Rehearsal
import Testing

extension SweepSuite {
    struct LeadershipTests {
        private func leader(_ scene: Scene) async throws -> String? {
            try await scene.database.owner.query(
                "select holder from parapet.leader where until > now()"
            ).first?["holder"].string
        }

        /// Ends who leads; how long until somebody else does.
        private func handover(
            _ scene: Scene,
            _ programs: [Program],
            _ end: (Program) -> Void
        ) async throws -> (ended: Program, pause: Duration) {
            var holder: String?
            try await programs[0].await("somebody leads") {
                holder = try await leader(scene)
                return holder != nil
            }
            let leading = try #require(programs.first { $0.error.contains(holder ?? "") })
            let other = try #require(programs.first { $0 !== leading })
            end(leading)
            let start = ContinuousClock.now
            try await other.await("another leads") {
                let next = try await leader(scene)
                return next != nil && next != holder
            }
            return (leading, start.duration(to: .now))
        }

        @Test func aCrashedLeaderIsFollowedWithinTenSecondsAndOneThatStopsAtOnce() async throws {
            try await Scene.with { scene in
                // With the lease that everybody has.
                let lease = ["--lease-seconds", "20"]
                let programs = try (0..<3).map { _ in
                    try scene.start("coordinator", lease[0], lease[1])
                }
                defer { for program in programs { program.kill() } }
                let crash = try await handover(scene, programs) { $0.kill() }
                #expect(crash.pause < .seconds(10), "\(crash.pause)")
                let left = programs.filter { $0 !== crash.ended }
                let stop = try await handover(scene, left) { $0.terminate() }
                #expect(stop.pause < .seconds(4), "\(stop.pause)")
            }
        }

        @Test func guardrailsAreSweptByTheirOwnClocks() async throws {
            try await Scene.with(guardrails: ["ssh-open-to-the-world"]) { scene in
                let coordinator = try scene.start("coordinator", "--schedule")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await worker.await("nobody asked and yet there is a sweep") {
                    try await scene.database.count(
                        """
                        select count(*) from report.sweeps
                        where state = 'done' and priority = 'scheduled'
                        """
                    ) == 1
                }
                try await scene.expectWhatWasPlanted(only: "ssh-open-to-the-world")
            }
        }
    }
}

import Rehearsal
import Testing

extension SweepSuite {
    struct LeadershipTests {
        private func leader(_ scene: Scene) async throws -> String? {
            try await scene.database.owner.query(
                "select holder from parapet.leader where until > now()"
            ).first?["holder"].string
        }

        /// How long until somebody else leads.
        private func handover(
            _ scene: Scene,
            _ programs: [Program],
            _ end: (Program) -> Void
        ) async throws -> Duration {
            var holder: String?
            try await programs[0].await("somebody leads") {
                holder = try await leader(scene)
                return holder != nil
            }
            let leading = try #require(programs.first { $0.error.contains(holder ?? "") })
            end(leading)
            let start = ContinuousClock.now
            try await programs[0].await("another leads") {
                let other = try await leader(scene)
                return other != nil && other != holder
            }
            return start.duration(to: .now)
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
                #expect(crash < .seconds(10), "\(crash)")
                let stop = try await handover(scene, programs) { $0.terminate() }
                #expect(stop < .seconds(4), "\(stop)")
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

import Rehearsal
import Testing

extension SweepSuite {
    struct LeadershipTests {
        private func leader(_ scene: Scene) async throws -> String? {
            try await scene.database.owner.query(
                "select holder from parapet.leader where until > clock_timestamp()"
            ).first?["holder"].string
        }

        /// Ends who leads and waits until somebody else does.
        private func handover(
            _ scene: Scene,
            _ programs: [Program],
            _ end: (Program, String) async throws -> Void
        ) async throws -> Program {
            var holder: String?
            try await programs[0].await("somebody leads") {
                holder = try await leader(scene)
                return holder != nil
            }
            let name = try #require(holder)
            let leading = try #require(programs.first { $0.error.contains(name) })
            let other = try #require(programs.first { $0 !== leading })
            try await end(leading, name)
            try await other.await("another leads") {
                let next = try await leader(scene)
                return next != nil && next != name
            }
            return leading
        }

        /// With the lease that everybody has: a crashed leader's ends eight seconds after its last
        /// sign of life, whatever the workers' is; one that stops leaves none behind.
        @Test func aCrashedLeaderIsFollowedWithinTenSecondsAndOneThatStopsAtOnce() async throws {
            try await Scene.with { scene in
                let programs = try (0..<3).map { _ in
                    try scene.start("coordinator", "--lease-seconds", "20")
                }
                defer { for program in programs { program.kill() } }
                let crashed = try await handover(scene, programs) { leading, _ in
                    leading.kill()
                    let tooLong = try await scene.database.count(
                        """
                        select count(*) from parapet.leader
                        where until > clock_timestamp() + interval '8 seconds'
                        """
                    )
                    #expect(tooLong == 0)
                }
                let left = programs.filter { $0 !== crashed }
                _ = try await handover(scene, left) { leading, name in
                    leading.terminate()
                    #expect(await leading.wait() == 0)
                    let next = try await scene.database.owner.query(
                        "select holder from parapet.leader where until > clock_timestamp()"
                    )
                    #expect(next.first?["holder"].string != name)
                }
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

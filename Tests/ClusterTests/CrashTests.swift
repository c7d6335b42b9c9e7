import Document
import Rehearsal
import Testing

extension SweepSuite {
    struct CrashTests {
        /// Slow enough that a sweep can be caught in the middle.
        private static let slow: JSON = [
            ["effect": "delay", "service": "ec2", "delay_seconds": 1],
            ["effect": "delay", "service": "iam", "delay_seconds": 1],
        ]

        private func jobs(_ scene: Scene, _ state: String) async throws -> Int {
            try await scene.database.count(
                "select count(*) from parapet.job where kind = 'scan' and state = '\(state)'"
            )
        }

        @Test func killedProcessesCostTimeAndNothingElse() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(rules: Self.slow)
                let coordinators = [try scene.start("coordinator"), try scene.start("coordinator")]
                let first = try scene.start("worker", "--concurrency", "2")
                let sweep = try Program(
                    Program.parapet,
                    ["sweep", "--wait", "--format", "json"],
                    environment: scene.environment
                )
                try await first.await("jobs run") { try await jobs(scene, "running") >= 2 }
                first.kill()
                let leading = try await scene.database.owner.query(
                    "select holder from parapet.leader"
                ).first?[0].string
                let leader = coordinators.first { leading.map($0.error.contains) == true }
                try #require(leader).kill()
                let others = [try scene.start("worker"), try scene.start("worker")]
                let status = await sweep.wait()
                #expect(status == 4, "\(sweep.error)")
                #expect(try JSON.parse(sweep.output)["jobs"]?["failed"] == 0)
                try await scene.expectWhatWasPlanted()
                let opened = try await scene.database.count(
                    """
                    select count(*) from (
                        select finding from report.finding_events
                        group by finding having count(*) > 1
                    ) twice
                    """
                )
                #expect(opened == 0)
                for program in others + coordinators { program.kill() }
            }
        }

        @Test func whoStopsWaitingDoesNotStopTheSweep() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(rules: Self.slow)
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                let sweep = try Program(
                    Program.parapet,
                    ["sweep", "--wait"],
                    environment: scene.environment
                )
                try await worker.await("jobs run") { try await jobs(scene, "running") >= 2 }
                // Another full sweep is this one.
                let other = try Program(
                    Program.parapet,
                    ["sweep", "--wait", "--format", "json"],
                    environment: scene.environment
                )
                try await other.await("it joins") { other.error.contains("joined s-") }
                sweep.interrupt()
                #expect(await sweep.wait() == 130)
                #expect(sweep.error.contains("the sweep goes on"))
                #expect(await other.wait() == 4, "\(other.error)")
                try await scene.expectWhatWasPlanted()
                #expect(try await scene.database.count("select count(*) from report.sweeps") == 1)
                for program in [coordinator, worker] { program.kill() }
            }
        }

        @Test func aWorkerToldToStopGivesItsJobsBack() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(rules: Self.slow)
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker", "--concurrency", "2")
                let sweep = try Program(
                    Program.parapet,
                    ["sweep", "--wait", "--format", "json"],
                    environment: scene.environment
                )
                try await worker.await("jobs run") { try await jobs(scene, "running") >= 2 }
                worker.terminate()
                #expect(await worker.wait() == 0)
                #expect(try await jobs(scene, "running") == 0)
                #expect(try await jobs(scene, "ready") > 0)
                let failures = try await scene.database.count(
                    "select coalesce(sum(failures), 0)::bigint from parapet.job"
                )
                #expect(failures == 0)
                let other = try scene.start("worker")
                #expect(await sweep.wait() == 4, "\(sweep.error)")
                try await scene.expectWhatWasPlanted()
                for program in [coordinator, other] { program.kill() }
            }
        }
    }
}

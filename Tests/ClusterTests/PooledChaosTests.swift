import Document
import Foundation
import Rehearsal
import Testing

extension LongSuite {
    /// A pooler in the way, and PostgreSQL restarted twice while a sweep goes on: once it tells its
    /// sessions, once it crashes.
    @Suite(
        .enabled(
            if: PrivatePostgres.programs != nil
                && FileManager.default.fileExists(atPath: PrivatePooler.program),
            "PostgreSQL's programs and pgbouncer are not installed"
        )
    )
    struct PooledChaosTests {
        @Test func everythingStandsExactlyOnce() async throws {
            try await PrivatePostgres.with { server in
                let pooler = try await PrivatePooler(before: server)
                let database = ScratchDatabase(on: server)
                try await Scene.with(on: database) { scene in
                    let migrated = try await scene.parapet("migrate")
                    try #require(migrated.status == 0, "\(migrated.error)")
                    try await sweep(
                        scene,
                        server,
                        pooled: [
                            "PARAPET_DATABASE_URL": pooler.url, "PARAPET_DIRECT_URL": server.url,
                        ]
                    )
                }
                await database.owner.close()
                await pooler.stop()
            }
        }

        private func sweep(
            _ scene: Scene,
            _ server: PrivatePostgres,
            pooled: [String: String]
        ) async throws {
            try await scene.standIn.set(
                rules: [["effect": "delay", "service": "*", "delay_seconds": 0.2]]
            )
            let programs = [
                try scene.start("coordinator", environment: pooled),
                try scene.start("worker", "--concurrency", "4", environment: pooled),
                try scene.start("worker", "--concurrency", "4", environment: pooled),
            ]
            defer { for program in programs { program.kill() } }
            #expect(try await scene.parapet("sweep", environment: pooled).status == 0)
            try await programs[0].await("it scans") {
                try await count(scene, "report.sweeps where state = 'running'") == 1
            }
            let all = try await count(
                scene,
                "(select from parapet.job union all"
                    + " select from parapet.job_result) jobs"
            )
            for (done, isCrash) in [(all / 4, false), (all / 2, true)] {
                try await programs[0].await("\(done) of \(all) jobs are done") {
                    try await count(scene, "parapet.job_result") >= done
                }
                try await server.restart(isCrash: isCrash)
                #expect(try await count(scene, "report.sweeps where state = 'done'") == 0)
            }
            try await programs[0].await("the sweep ends") {
                try await count(scene, "report.sweeps where state = 'done'") == 1
            }
            print("chaos behind a pooler: \(all) jobs, 2 restarts")
            #expect(try await count(scene, "report.job_failures") == 0)
            #expect(try await count(scene, "parapet.job") == 0)
            try await scene.expectWhatWasPlanted()
            #expect(try await scene.events() == count(scene, "report.findings"))
            for program in programs { #expect(await program.stop() == 0, "\(program.error)") }
        }

        /// Asked again while the server is away.
        private func count(_ scene: Scene, _ rest: String) async throws -> Int {
            var found: Int?
            try await eventually("the server never came back") {
                found = try? await scene.database.count("select count(*) from \(rest)")
                return found != nil
            }
            return found ?? 0
        }
    }
}

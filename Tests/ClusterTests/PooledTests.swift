import Rehearsal
import Testing

extension SweepSuite {
    /// Coordinator and worker behind Debian's pgbouncer in transaction mode, with an address around it.
    @Suite(.enabled(if: ScratchDatabase.pooler != nil, "PARAPET_TEST_POOLER_URL is not set"))
    struct PooledTests {
        @Test func aSweepGoesThroughAPooler() async throws {
            try await Scene.with { scene in
                let pooled = [
                    "PARAPET_DATABASE_URL": try #require(scene.database.pooledURL(user: "parapet")),
                    "PARAPET_DIRECT_URL": scene.database.url,
                ]
                let programs = [
                    try scene.start("coordinator", environment: pooled),
                    try scene.start("worker", "--connections", "4", environment: pooled),
                    try scene.start("worker", environment: pooled),
                ]
                defer { for program in programs { program.kill() } }
                for _ in 0..<2 {
                    let sweep = try await scene.parapet("sweep", "--wait", environment: pooled)
                    // Done, and one account lets nobody in.
                    #expect(sweep.status == 4, "\(sweep.output)\(sweep.error)")
                }
                // Piece by piece, from one session.
                let list = try await scene.parapet(
                    "findings",
                    "--format",
                    "csv",
                    environment: pooled
                )
                #expect(list.status == 0, "\(list.error)")
                #expect(list.output.split(separator: "\n").count > 3)
                try await scene.expectWhatWasPlanted()
                for program in programs {
                    #expect(await program.stop() == 0, "\(program.error)")
                    #expect(!program.error.contains("PAR-DB"), "\(program.error)")
                }
            }
        }
    }
}

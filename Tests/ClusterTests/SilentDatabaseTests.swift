import Rehearsal
import Testing

extension SweepSuite {
    /// PostgreSQL takes what is sent and answers nothing more.
    struct SilentDatabaseTests {
        @Test func everyProcessEndsWhenItIsTold() async throws {
            try await Scene.with { scene in
                let folder = try #require(
                    await scene.database.owner.query("show unix_socket_directories").first?[0]
                        .string
                )
                let cable = Cable(to: "\(folder)/.s.PGSQL.5432")
                defer { cable.stop() }
                let far = [
                    "PARAPET_DATABASE_URL":
                        "postgres://parapet@127.0.0.1:\(cable.port)/\(scene.database.name)"
                ]
                // The coordinator and the notifier, with a feed of its own.
                let programs = try ["coordinator", "worker", "feed", "notifier"].map {
                    try scene.start($0, environment: far)
                }
                defer { for program in programs { program.kill() } }
                for program in programs {
                    try await program.await("it is a member") {
                        program.error.contains("started")
                    }
                }
                try await programs[0].await("it leads") { programs[0].error.contains("leading") }
                cable.unplug()
                for program in programs { program.terminate() }
                // Whoever does not end is killed, in the end.
                for program in programs {
                    #expect(await program.end() == 0, "\(program.error)")
                }
            }
        }
    }
}

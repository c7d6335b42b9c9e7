import Document
import Foundation
import Platform
import Rehearsal
import Store
import Testing

extension SweepSuite {
    /// An organization that takes its time, played by a server that holds its answers back.
    struct SlowOrganizationTests {
        private struct Stage {
            let server: AnswerServer
            let database: ScratchDatabase
            let environment: [String: String]

            func start(_ role: String) throws -> Program {
                let arguments = role == "coordinator" ? ["--no-schedule"] : []
                return try Program(
                    Program.parapet,
                    [role, "--lease-seconds", "4"] + arguments,
                    environment: environment
                )
            }

            func request(
                _ accounts: [String] = [],
                refresh: Bool = false
            ) async throws -> String {
                try await Sweeps(database: database.owner)
                    .request(.init(accounts: accounts), refresh: refresh).sweep
            }

            func state(of sweep: String) async throws -> Sweeps.State? {
                try await Sweeps(database: database.owner).status(sweep)?.state
            }
        }

        private static let configuration = """
            organization: {}
            environments: { prod: { names: ["prod-*"] }, other: { names: ["dev-*", "staging-*"] } }
            """

        private func with(_ body: (Stage) async throws -> Void) async throws {
            try await ScratchDatabase.with { database in
                let files = FileManager.default
                let folder = files.temporaryDirectory
                    .appending(path: "parapet-slow-\(hex(randomBytes(5)))")
                try files.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? files.removeItem(at: folder) }
                let file = folder.appending(path: "parapet.yaml")
                try Self.configuration.write(to: file, atomically: true, encoding: .utf8)
                let guardrails = folder.appending(path: "guardrails")
                try files.createDirectory(at: guardrails, withIntermediateDirectories: true)
                let name = "ssh-open-to-the-world.yaml"
                try files.copyItem(
                    atPath: "\(Repository.folder)/ops/guardrails/\(name)",
                    toPath: guardrails.appending(path: name).path
                )
                let server = AnswerServer(SyntheticEstate(accounts: 5, units: 2))
                defer { server.stop() }
                let environment = server.environment.merging([
                    "PARAPET_DATABASE_URL": database.url, "PARAPET_CONFIG": file.path,
                    "PARAPET_GUARDRAILS": guardrails.path,
                ]) { $1 }
                try await body(
                    Stage(server: server, database: database, environment: environment)
                )
            }
        }

        @Test func whatIsKnownIsSweptWhileTheOrganizationIsRead() async throws {
            try await with { stage in
                let coordinator = try stage.start("coordinator")
                let worker = try stage.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                let first = try await stage.request()
                try await coordinator.await("the first ends") {
                    try await stage.state(of: first) == .done
                }
                stage.server.hold(["organizations"])
                let anew = try await stage.request(refresh: true)
                try await coordinator.await("the organization is read") { stage.server.waiting > 0 }
                let narrow = try await stage.request(["200000000001"])
                try await coordinator.await("another sweep ends") {
                    try await stage.state(of: narrow) == .done
                }
                #expect(try await stage.state(of: anew) == .requested)
                #expect(stage.server.waiting > 0)
                stage.server.letGo()
                try await coordinator.await("the one that waited ends") {
                    try await stage.state(of: anew) == .done
                }
            }
        }

        /// It ends although not one of its questions is answered ever.
        @Test func aCoordinatorThatReadsStopsWhenItIsTold() async throws {
            try await with { stage in
                stage.server.hold(["organizations", "sts"])
                let coordinator = try stage.start("coordinator")
                defer { coordinator.kill() }
                _ = try await stage.request()
                try await coordinator.await("it asks") { stage.server.waiting > 0 }
                #expect(await coordinator.stop() == 0)
                #expect(coordinator.error.contains("coordinator stopped"))
                #expect(stage.server.waiting > 0)
                // Nothing is left that another would have to wait for.
                let leading = try await stage.database.count(
                    "select count(*) from parapet.leader where until > clock_timestamp()"
                )
                #expect(leading == 0)
                // The sweep is as it was: the next one leads it.
                #expect(
                    try await stage.database.count(
                        "select count(*) from report.sweeps where state = 'requested'"
                    ) == 1
                )
                stage.server.letGo()
                let next = try stage.start("coordinator")
                let worker = try stage.start("worker")
                defer { for program in [next, worker] { program.kill() } }
                try await next.await("the sweep ends") {
                    try await stage.database.count(
                        "select count(*) from report.sweeps where state = 'done'"
                    ) == 1
                }
            }
        }
    }
}

import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Programs of this version while the schema goes on to the next.
    struct UpgradeTests {
        private static var next: Int {
            get throws {
                try FileManager.default.contentsOfDirectory(
                    atPath: ScratchDatabase.migrations + "/tables"
                ).filter { $0.hasSuffix(".sql") }.count + 1
            }
        }

        /// The folder `sql` with one more version; removed afterwards.
        private func withNextVersion(_ body: (String) async throws -> Void) async throws {
            let files = FileManager.default
            let folder = files.temporaryDirectory.appending(
                path: "parapet-sql-\(hex(randomBytes(5)))"
            )
            try files.copyItem(atPath: ScratchDatabase.migrations, toPath: folder.path)
            defer { try? files.removeItem(at: folder) }
            let tables = folder.appending(path: "tables")
            let next = try Self.next
            let number = String(repeating: "0", count: 4 - String(next).count) + String(next)
            try "create table parapet.thing (id bigint primary key);\n".write(
                to: tables.appending(path: "\(number)_things.sql"),
                atomically: true,
                encoding: .utf8
            )
            try await body(folder.path)
        }

        @Test func programsOfTheVersionBeforeEndTheirJobsAndGo() async throws {
            try await Scene.with { scene in
                let latch = Latch()
                let upstream = try #require(scene.standIn.environment["AWS_ENDPOINT_URL"])
                let proxy = FaultProxy(upstream: upstream) { _, request in
                    if request.contains("Action=DescribeSecurityGroups") { latch.pass() }
                    return nil
                }
                defer { proxy.stop() }
                latch.close()
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start(
                    "worker",
                    environment: ["AWS_ENDPOINT_URL": proxy.url]
                )
                defer { for program in [coordinator, worker] { program.kill() } }
                _ = try await scene.request()
                try await worker.await("a scan is under way") { latch.waiting > 0 }
                try await withNextVersion { folder in
                    let migrated = try await scene.parapet(
                        "migrate",
                        environment: ["PARAPET_SQL": folder]
                    )
                    #expect(migrated.status == 0, "\(migrated.error)")
                }
                let news = "the schema is at version \(try Self.next) now"
                let farewell = news + ": this process ends its jobs and stops"
                try await worker.await("it hears of it") { worker.error.contains(farewell) }
                latch.open()
                #expect(await worker.wait() == 0)
                #expect(worker.error.split(separator: farewell).count == 2)
                #expect(!worker.error.contains("error"), "\(worker.error)")
                // What it had begun is done, and nothing of it is left to others.
                #expect(try await scene.database.count(Self.unended) == 0)
                let looked = "select count(*) from report.coverage where service = 'ec2'"
                #expect(try await scene.database.count(looked) > 0)
                #expect(await coordinator.wait() == 0)
                #expect(
                    coordinator.error.split(separator: news + ": this coordinator stops").count
                        == 2
                )
                #expect(try await scene.database.count("select count(*) from report.members") == 0)
            }
        }

        private static let unended = """
            select count(*) from parapet.job where state = 'running' or failures > 0 or drains > 0
            """
    }
}

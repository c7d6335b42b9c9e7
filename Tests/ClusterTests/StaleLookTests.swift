import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// Exceptions that come between what a scan read of them and what it commits.
    struct StaleLookTests {
        private static let account = "200000000013"
        private static let region = "us-east-1"
        private static let guardrail = "ssh-open-to-the-world"

        /// Two processes, and what holds the workers' listing of groups.
        private struct Cluster {
            let scene: Scene
            let coordinator: Program
            let worker: Program
            let latch: Latch

            func sweep(_ region: String) async throws -> String {
                try await scene.request("--account", account, "--region", region)
            }

            func end(_ sweep: String) async throws {
                try await worker.await("\(sweep) ends") {
                    try await scene.state(of: sweep) == .done
                }
            }

            /// A sweep whose scan has seen and judged everything when something happens, and has
            /// not committed it.
            func sweep(beforeItsCommit something: () async throws -> Void) async throws {
                latch.close()
                let sweep = try await sweep(region)
                try await worker.await("its scan asks") { latch.waiting > 0 }
                try await scene.database.holding { connection in
                    let jobs = try await connection.query(
                        "select id from parapet.job where kind = 'scan' for update"
                    )
                    try #require(jobs.count == 1)
                    latch.open()
                    try await worker.await("its commit waits") {
                        try await scene.database.count(
                            """
                            select count(*) from pg_stat_activity
                            where datname = current_database() and wait_event_type = 'Lock'
                                and query like '%parapet.finish(%'
                            """
                        ) == 1
                    }
                    try await something()
                }
                try await end(sweep)
            }
        }

        private func with(_ body: (Cluster) async throws -> Void) async throws {
            try await Scene.with(guardrails: [Self.guardrail]) { scene in
                let latch = Latch()
                let upstream = try #require(scene.standIn.environment["AWS_ENDPOINT_URL"])
                let proxy = FaultProxy(upstream: upstream) { _, request in
                    if request.contains("Action=DescribeSecurityGroups") { latch.pass() }
                    return nil
                }
                defer { proxy.stop() }
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start(
                    "worker",
                    environment: ["AWS_ENDPOINT_URL": proxy.url]
                )
                defer { for program in [coordinator, worker] { program.kill() } }
                try await body(
                    Cluster(scene: scene, coordinator: coordinator, worker: worker, latch: latch)
                )
            }
        }

        /// How its findings stood after each event.
        private func history(_ scene: Scene) async throws -> [String] {
            try await scene.database.owner.query(
                """
                select status from report.finding_events
                where account = '\(Self.account)' and region = '\(Self.region)' order by at, status
                """
            ).compactMap { $0["status"].string }
        }

        @Test func exceptionsThatChangeDuringAScanHoldWhenItCommits() async throws {
            try await with { cluster in
                let scene = cluster.scene
                // Elsewhere: only now is the guardrail known to whoever asks for an exception.
                try await cluster.end(try await cluster.sweep("eu-central-1"))
                try await scene.standIn.forgetCalls()
                let people = try await scene.people()
                let asked = try await scene.parapet(
                    "exceptions",
                    "request",
                    Self.guardrail,
                    "--account",
                    Self.account,
                    "--until",
                    "30d",
                    "--reason",
                    "agreed",
                    environment: people.asker
                )
                let id = try #require(asked.output.split(separator: "\n").map(String.init).first)

                try await cluster.sweep {
                    let granted = try await scene.parapet(
                        "exceptions",
                        "grant",
                        id,
                        environment: people.granter
                    )
                    #expect(granted.status == 0, "\(granted.error)")
                }
                #expect(cluster.worker.error.contains("exceptions changed: looking again"))
                // Nothing was ever open, and AWS was not asked again.
                #expect(try await history(scene) == ["excepted", "excepted"])
                #expect(try await scene.calls()["ec2.DescribeSecurityGroups"] == 1)

                try await cluster.sweep {
                    let revoked = try await scene.parapet(
                        "exceptions",
                        "revoke",
                        id,
                        "--reason",
                        "moved",
                        environment: people.granter
                    )
                    #expect(revoked.status == 0, "\(revoked.error)")
                }
                let after = ["excepted", "excepted", "open", "open"]
                #expect(try await history(scene) == after)
                // Neither does a later look take what was seen then for what stands.
                try await cluster.end(try await cluster.sweep(Self.region))
                let later = try await history(scene)
                #expect(Array(later.prefix(4)) == after)
                #expect(later.dropFirst(4).allSatisfy { $0 == "open" })
            }
        }
    }
}

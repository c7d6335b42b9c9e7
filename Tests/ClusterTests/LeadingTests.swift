import Rehearsal
import Store
import Testing

extension SweepSuite {
    /// Each sweep is led by itself.
    struct LeadingTests {
        private static let account = "200000000013"

        private func count(_ scene: Scene, _ condition: String) async throws -> Int {
            try await scene.database.count("select count(*) from report.sweeps where \(condition)")
        }

        @Test func aSweepThatSomebodyLocksHoldsUpNoOther() async throws {
            try await Scene.with { scene in
                var sweeps: [String] = []
                for guardrail in Scene.planted {
                    sweeps.append(
                        try await scene.request(
                            "--account",
                            Self.account,
                            "--guardrail",
                            guardrail
                        )
                    )
                }
                let locked = sweeps[0]
                let others = sweeps.dropFirst()
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await scene.database.holding { connection in
                    _ = try await connection.query(
                        "select from parapet.sweep where id = $1 for update",
                        [.text(locked)]
                    )
                    try await coordinator.await("the others end") {
                        try await count(scene, "state = 'done'") == others.count
                    }
                    #expect(try await scene.state(of: locked) == .requested)
                }
                try await coordinator.await("the locked one ends too") {
                    try await scene.state(of: locked) == .done
                }
            }
        }

        @Test func manySweepsAskedForAtOnceAllEnd() async throws {
            try await Scene.with { scene in
                let accounts = ["200000000013", "200000000021", "200000000033", "100000000001"]
                for number in 0..<20 {
                    _ = try await scene.request(
                        "--account",
                        accounts[number % accounts.count],
                        "--guardrail",
                        Scene.planted[number / accounts.count % Scene.planted.count]
                    )
                }
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await coordinator.await("all end") {
                    try await count(scene, "state = 'done'") == 20
                }
                #expect(try await scene.database.count("select count(*) from parapet.job") == 0)
            }
        }

        /// The lease is shorter than the transaction: its token stays, its end moves on, and so does
        /// everything else.
        @Test func aLongTransactionOfTheLeadersEndsNoTerm() async throws {
            try await Scene.with { scene in
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                let leading = "select token from parapet.leader where until > clock_timestamp()"
                var found: Int64?
                try await coordinator.await("it leads") {
                    found = try await scene.database.owner.query(leading).first?["token"].int
                    return found != nil
                }
                let token = try #require(found)
                try await scene.database.holding { connection in
                    _ = try await connection.query(
                        "select parapet.require_leader($1::bigint)",
                        [.int(token)]
                    )
                    let sweep = try await scene.request()
                    // Twice the lease past the transaction's beginning.
                    try await coordinator.await("its lease is renewed again and again") {
                        let rows = try await connection.query(
                            """
                            select from parapet.leader
                            where token = $1::bigint and until > now() + interval '12 seconds'
                            """,
                            [.int(token)]
                        )
                        return !rows.isEmpty
                    }
                    try await coordinator.await("the sweep ends") {
                        try await scene.state(of: sweep) == .done
                    }
                }
                let after = try await scene.database.owner.query(leading).first?["token"].int
                #expect(after == token)
                #expect(coordinator.error.split(separator: "leading").count == 2)
                try await scene.expectWhatWasPlanted()
            }
        }
    }
}

import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// Keys that AWS does not know mend themselves no more than they let anybody in.
    struct WrongKeysTests {
        private static let wrong = ["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"]

        private func expectTold(_ program: Program) async {
            #expect(await program.end() == 1)
            #expect(program.error.contains("PAR-AWS-10 AWS does not accept Parapet's own keys"))
            #expect(program.error.contains("| hint: correct AWS_ACCESS_KEY_ID"))
        }

        @Test(arguments: ["worker", "coordinator"])
        func theProcessSaysSoAndStops(role: String) async throws {
            try await Scene.with { scene in
                let program = try scene.start(role, environment: Self.wrong)
                defer { program.kill() }
                await expectTold(program)
                let leaders = "select count(*) from parapet.leader where until > now()"
                #expect(try await scene.database.count(leaders) == 0)
                #expect(try await scene.database.count("select count(*) from report.members") == 0)
            }
        }

        /// Keys of a session that ended before the process did.
        @Test(arguments: ["worker", "coordinator"])
        func theEndOfTheirSessionStopsTheProcess(role: String) async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(
                    rules: [
                        [
                            "effect": "error", "operation": "GetCallerIdentity",
                            "code": "ExpiredToken", "status": 403,
                        ]
                    ]
                )
                let program = try scene.start(role)
                defer { program.kill() }
                #expect(await program.end() == 1)
                #expect(program.error.contains("PAR-AWS-12 "))
                #expect(program.error.contains("the session of AWS_SESSION_TOKEN has ended"))
            }
        }

        /// They are deleted while a sweep goes on: its jobs are others', and none is lost.
        @Test func keysThatBecomeWrongCostNoJob() async throws {
            try await Scene.with { scene in
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await worker.await("it works") { worker.error.contains("worker started") }
                try await scene.standIn.set(
                    rules: [
                        [
                            "effect": "error", "operation": "AssumeRole",
                            "code": "InvalidClientTokenId",
                        ]
                    ]
                )
                let sweep = try await scene.request("--guardrail", "ssh-open-to-the-world")
                await expectTold(worker)
                #expect(
                    try await scene.database.count("select count(*) from report.job_failures") == 0
                )
                try await scene.standIn.set(rules: [])
                let other = try scene.start("worker")
                defer { other.kill() }
                try await coordinator.await("the sweep ends") {
                    try await scene.state(of: sweep) == .done
                }
                try await scene.expectWhatWasPlanted(only: "ssh-open-to-the-world")
            }
        }

        /// One account's role that refuses costs itself alone.
        @Test func aRoleThatRefusesStopsNobody() async throws {
            try await Scene.with { scene in
                try await scene.standIn.set(
                    rules: [
                        ["effect": "deny", "operation": "AssumeRole", "account": "200000000013"]
                    ]
                )
                let sweep = try await scene.request("--guardrail", "ssh-open-to-the-world")
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await coordinator.await("the sweep ends") {
                    try await scene.state(of: sweep) == .done
                }
                #expect(await worker.stop() == 0)
                #expect(await coordinator.stop() == 0)
            }
        }
    }
}

import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// Changes as people use them: by the commands, beside a running cluster.
    struct ChangeCommandTests {
        private static let ssh = "ssh-open-to-the-world"

        private static func list(_ scene: Scene, _ arguments: String...) async throws -> [JSON] {
            let outcome = try await Program.run(
                ["changes", "list", "--format", "json"] + arguments,
                environment: scene.environment
            )
            #expect(outcome.status == 0, "\(outcome.error)")
            return try JSON.parse(outcome.output).array ?? []
        }

        private static func change(_ scene: Scene, _ id: String) async throws -> JSON {
            let shown = try await scene.parapet("changes", "show", id, "--format", "json")
            #expect(shown.status == 0, "\(shown.error)")
            return try JSON.parse(shown.output)
        }

        private func expect(
            _ outcome: Program.Outcome,
            _ status: Int32,
            _ text: String,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(
                outcome.status == status && (outcome.output + outcome.error).contains(text),
                "\(outcome.status): \(outcome.output) \(outcome.error)",
                sourceLocation: sourceLocation
            )
        }

        @Test func fromTheFindingToTheChangeAndBack() async throws {
            try await Scene.with(guardrails: [Self.ssh]) { scene in
                try scene.proposeChanges(of: Self.ssh)
                let coordinator = try scene.start("coordinator")
                let worker = try scene.start("worker")
                defer { for program in [coordinator, worker] { program.kill() } }
                try await expectNothingIsProposedUnasked(scene)

                let swept = try await scene.parapet("sweep", "--wait", "--format", "json")
                let summary = try JSON.parse(swept.output)
                let waiting = try #require(summary["changes"]?["waiting"]?.int)
                #expect(waiting > 0 && summary["changes"]?["failed"] == 0, "\(swept.error)")
                let proposed = try await Self.list(scene, "--state", "awaiting-approval")
                #expect(proposed.count == Int(waiting))
                let first = try #require(proposed.first)
                let id = try #require(first["id"]?.string)
                try await expectADecisionByAnother(scene, id, worker)
                try await expectTheFindingCloses(scene, first, worker)
                try await expectTheUndo(scene, first, worker)
                try await expectTheRestIsRejected(scene)
                let audit = try await scene.parapet("audit", "verify")
                expect(audit, 0, "unbroken")
            }
        }

        /// Not by a sweep that is to change nothing, which says what another would have done.
        private func expectNothingIsProposedUnasked(_ scene: Scene) async throws {
            let quiet = try await scene.parapet("sweep", "--wait", "--no-changes")
            #expect([0, 4].contains(quiet.status), "\(quiet.error)")
            #expect(try await Self.list(scene) == [])
            let dry = try await scene.parapet("sweep", "--wait", "--dry-run", "--format", "json")
            #expect([0, 4].contains(dry.status), "\(dry.error)")
            let planned = try JSON.parse(dry.output)["planned"]?.array ?? []
            #expect(planned.contains { $0["state"] == "planned" })
            #expect(planned.allSatisfy { $0["id"] == .null && $0["environment"] == "prod" })
            #expect(try await Self.list(scene) == [])
            expect(try await scene.parapet("sweep", "--dry-run"), 2, "--dry-run needs --wait")
        }

        private func expectADecisionByAnother(
            _ scene: Scene,
            _ id: String,
            _ worker: Program
        ) async throws {
            let people = try await scene.people()
            let page = try await scene.parapet("changes", "show", id)
            for text in [
                id, "awaiting approval", "a member of security", "Scanners find an open port 22",
                "RevokeSecurityGroupIngress", "before → what should be found", "+ ",
                "parapet changes approve \(id)",
            ] { expect(page, 0, text) }
            let silent = try await scene.parapet("changes", "approve", id)
            expect(silent, 2, "PAR-USE-04")
            let approve = { (person: [String: String]) in
                try await scene.parapet("changes", "approve", id, "--yes", environment: person)
            }
            expect(try await approve(people.asker), 1, "PAR-EXC-02")
            #expect(try await Self.change(scene, id)["state"] == "awaiting approval")
            let approved = try await approve(people.granter)
            expect(approved, 0, "\(id) approved")
            expect(try await approve(people.granter), 1, "PAR-CHG-02")
            try await worker.await("it is made") {
                try await Self.change(scene, id)["state"] == "done"
            }
            let done = try await Self.change(scene, id)
            #expect(done["requests"]?.array?.isEmpty == false)
            #expect(done["decided"]?["by"]?.string?.hasPrefix("granter_") == true)
        }

        private func expectTheFindingCloses(
            _ scene: Scene,
            _ change: JSON,
            _ worker: Program
        ) async throws {
            let finding = try #require(change["finding"]?.string)
            let id = try #require(change["id"]?.string)
            try await worker.await("the finding closes") {
                try await scene.database.count(
                    """
                    select count(*) from report.findings
                    where id = '\(finding)' and status = 'resolved'
                    """
                ) == 1
            }
            expect(try await scene.parapet("findings", "show", finding), 0, "\(id) done: ec2.")
        }

        /// Asked for by one, approved by another; then the hole is open again.
        private func expectTheUndo(
            _ scene: Scene,
            _ change: JSON,
            _ worker: Program
        ) async throws {
            let people = try await scene.people()
            let id = try #require(change["id"]?.string)
            let undone = try await scene.parapet(
                "changes",
                "undo",
                id,
                "--reason",
                "the partner needs it",
                "--format",
                "json",
                environment: people.granter
            )
            #expect(undone.status == 0, "\(undone.error)")
            let undo = try #require(try JSON.parse(undone.output).array?.first)
            let other = try #require(undo["id"]?.string)
            #expect(undo["undoes"]?.string == id && undo["state"] == "awaiting approval")
            let approve = { (person: [String: String]) in
                try await scene.parapet("changes", "approve", other, "--yes", environment: person)
            }
            expect(try await approve(people.granter), 1, "PAR-EXC-02")
            expect(try await approve(people.second), 0, "approved")
            try await worker.await("it is taken back") {
                try await Self.change(scene, id)["undone_by"]?.string == other
            }
            let finding = try #require(change["finding"]?.string)
            try await worker.await("the finding is open again") {
                try await scene.findings("--status", "open").contains {
                    $0["id"]?.string == finding
                }
            }
            expect(try await scene.parapet("changes", "undo", id), 1, "PAR-CHG-02")
        }

        private func expectTheRestIsRejected(_ scene: Scene) async throws {
            let people = try await scene.people()
            let reject = { (arguments: [String]) in
                try await Program.run(
                    ["changes", "reject", "--yes", "--reason", "not now"] + arguments,
                    environment: scene.environment.merging(people.granter) { $1 }
                )
            }
            expect(try await reject([]), 2, "PAR-USE-01")
            expect(try await reject(["c-nothing"]), 2, "PAR-CHG-01")
            expect(try await reject(["--guardrail", "shh-open-to-the-world"]), 2, Self.ssh)
            expect(try await reject(["--finding", "0000"]), 2, "PAR-FND-01")
            let all = try await reject(["--guardrail", Self.ssh])
            #expect(all.status == 0, "\(all.error)")
            #expect(try await Self.list(scene, "--state", "awaiting-approval") == [])
            expect(try await reject(["--guardrail", Self.ssh]), 0, "nothing to reject")
            let refused = try await Self.list(scene, "--state", "refused")
                .filter { $0["decided"] != .null }
            #expect(!refused.isEmpty)
            #expect(refused.allSatisfy { $0["decided"]?["reason"] == "not now" })
        }

        @Test func stoppedByOneAndLetGoOnByAnother() async throws {
            try await Scene.with(guardrails: [Self.ssh]) { scene in
                try scene.proposeChanges(of: Self.ssh)
                _ = try await scene.sweep()
                let people = try await scene.people()
                let run = { (person: [String: String], words: [String]) in
                    try await Program.run(
                        ["changes"] + words,
                        environment: scene.environment.merging(person) { $1 }
                    )
                }
                let typo = try await run(people.asker, ["stop", "--guardrail", "shh-open"])
                expect(typo, 2, "PAR-NAM-01")
                let reason = ["--reason", "incident \u{1b}[31m42"]
                expect(try await run(people.asker, ["stop"] + reason), 0, "changes are stopped")
                let status = try await scene.parapet("status")
                expect(status, 0, "changes are stopped: all guardrails, by asker_")
                expect(status, 0, #"incident \u{1b}[31m42"#)
                expect(status, 0, "await approval")
                expect(try await run(people.asker, ["resume"]), 1, "PAR-EXC-02")
                expect(try await run(people.granter, ["resume"]), 0, "changes go on")
                let json = try await scene.parapet("status", "--format", "json")
                #expect(try JSON.parse(json.output)["changes"]?["stops"] == [])
            }
        }

        /// In one process, too: what is enforced is over when the sweep is.
        @Test func aSweepWaitsForWhatItChanges() async throws {
            try await Scene.with(guardrails: [Self.ssh]) { scene in
                try scene.proposeChanges(of: Self.ssh, mode: "enforce")
                let prod = try await scene.parapet(
                    "sweep",
                    "--local",
                    "--account",
                    "200000000013",
                    "--fail-on",
                    "high",
                    "--format",
                    "json"
                )
                let summary = try JSON.parse(prod.output)
                let done = summary["changes"]?["done"]?.int ?? 0
                #expect(done > 0 && summary["changes"]?["failed"] == 0, "\(prod.output)")
                let open = try await scene.findings("--status", "open", "--environment", "prod")
                #expect(summary["findings"]?["open"] == .int(Int64(open.count)))
                #expect(prod.status == (open.isEmpty ? 0 : 3), "\(prod.error)")
            }
        }
    }
}

import Document
import Foundation
import Platform
import Rehearsal
import Testing

extension SweepSuite {
    /// A site at a provider, with workers that die and answers that get lost: one site, and its undo.
    struct FirewallRunTests {
        private static let steps = """
              - step: site
                do: waf.add-site
                with: { domain: www.a.example }
            """

        /// Where the process that speaks to the provider finds the key.
        private static let keys = [
            "IMPERVA_ID": ImpervaServer.key.id, "IMPERVA_KEY": ImpervaServer.key.key,
        ]

        @Test func aSiteIsAddedOnceAndDeletedHoweverWorkersDie() async throws {
            try await ImpervaServer.with { imperva in
                let providers =
                    "\nproviders: { imperva: { id: { env: IMPERVA_ID }, key: { env: IMPERVA_KEY }, "
                    + "url: \"\(imperva.url)\" } }\n"
                try await RunStage.with(
                    hasWorker: false,
                    roles: "respond: ParapetAudit",
                    more: providers
                ) { stage in
                    try await stage.write("guarded", Self.steps, tests: "  - { runs: [site] }")
                    let coordinator = try stage.scene.start(
                        "coordinator",
                        environment: ["PARAPET_PLAYBOOKS": stage.folder]
                    )
                    defer { coordinator.kill() }
                    let id = try await stage.begin("guarded")
                    try await killedWhileTheSiteIsAdded(stage, imperva)
                    try await imperva.set([
                        "faults": [["operation": "sites/configure", "effect": "lost"]]
                    ])
                    let worker = try start(stage)
                    defer { worker.kill() }
                    try await stage.expect(id, becomes: "done")
                    try await isOneSite(imperva)
                    try await noKeyIsKept(stage)
                    let asked = try await stage.parapet("playbook", "undo", id)
                    #expect(asked.status == 0, "\(asked.error)")
                    try await stage.expect(id, becomes: "undone")
                    #expect(try await imperva.sites() == [])
                }
            }
        }

        private func start(_ stage: RunStage) throws -> Program {
            try stage.scene.start("worker", "--verify-seconds", "3", environment: Self.keys)
        }

        /// The site is there, and nobody noted it.
        private func killedWhileTheSiteIsAdded(
            _ stage: RunStage,
            _ imperva: ImpervaServer
        ) async throws {
            try await imperva.set(["faults": [["operation": "sites/add", "effect": "slow"]]])
            let worker = try start(stage)
            defer { worker.kill() }
            try await worker.await("it adds the site") {
                try await imperva.calls().contains("sites/add")
            }
        }

        private func isOneSite(_ imperva: ImpervaServer) async throws {
            #expect(try await imperva.calls().filter { $0 == "sites/add" }.count == 1)
            let sites = try await imperva.sites()
            #expect(sites.map { $0["domain"] } == ["www.a.example"])
            let certificate = sites.first?["ssl"]?["generated_certificate"]
            #expect(certificate?["validation_method"] == "dns")
        }

        private func noKeyIsKept(_ stage: RunStage) async throws {
            for table in ["change", "run", "run_event", "run_step", "rule_book", "evidence"] {
                let found = try await stage.column(
                    "select count(*)::text from parapet.\(table) t "
                        + "where t::text like '%\(ImpervaServer.key.key)%'"
                )
                #expect(found == ["0"], "\(table)")
            }
        }
    }
}

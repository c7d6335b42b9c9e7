import Document
import Rehearsal
import Testing

extension SweepSuite {
    /// What `regions:` leaves out, and what no sweep looked at yet, is unknown and never absent.
    struct LeftOutRegionsTests {
        private static let guardrail = "monitoring-configured"

        private func parts(_ scene: Scene, _ status: String) async throws -> [(String, JSON)] {
            try await scene.findings("--guardrail", Self.guardrail, "--status", status)
                .map { ($0["part"]?.string ?? "", $0) }
        }

        /// No trail, no recorder in any account but in the regions that were swept.
        @Test func regionsThatAreLeftOutHaveNoFindings() async throws {
            try await Scene.with(guardrails: [Self.guardrail]) { scene in
                try scene.configure {
                    $0.replacing("regions: all", with: "regions: [eu-central-1]")
                }
                let swept = try await scene.sweep()
                #expect(swept.status == 4)
                let open = Set(try await parts(scene, "open").map(\.0))
                #expect(
                    open == [
                        "recorder/eu-central-1", "guardduty/eu-central-1",
                        "security-hub/eu-central-1",
                    ]
                )
                let unknown = try await parts(scene, "unknown")
                #expect(Set(unknown.map(\.0)).isSuperset(of: ["trail", "alarm/root-usage"]))
                #expect(unknown.allSatisfy { !$0.0.contains("/us-east-1") })
                for (part, finding) in unknown {
                    let because = finding["because"]?.array ?? []
                    let texts = because.compactMap { $0["text"]?.string }
                    #expect(
                        texts.contains {
                            $0.hasSuffix(": regions: leaves out all but eu-central-1")
                        },
                        "\(part): \(texts)"
                    )
                }
            }
        }

        /// All that was asked was answered, and still not everything was judged.
        @Test func whatCouldNotBeJudgedIsToldAndNoSuccess() async throws {
            try await Scene.with(guardrails: [Self.guardrail]) { scene in
                try scene.configure {
                    $0.replacing("regions: all", with: "regions: [eu-central-1]")
                }
                let account = ["--account", "200000000021"]
                let swept = try await Program.run(
                    ["sweep", "--local"] + account,
                    environment: scene.environment
                )
                #expect(swept.status == 4)
                #expect(
                    swept.error.contains(" could not be judged: parapet findings --status unknown")
                )
                #expect(!swept.error.contains("not everything could be read"))
                // Which guardrails and parts, which regions, and what to do.
                let lines = swept.error.split(separator: "\n")
                let line = lines.first { $0.hasPrefix("  monitoring-configured (alarm/") }
                #expect(line?.contains("1 account: ") == true, "\(swept.error)")
                #expect(line?.hasSuffix(": regions: leaves out all but eu-central-1") == true)
                #expect(swept.error.contains("sweep 'all', or set such guardrails to 'off'"))
                let tried = try await scene.parapet("guardrails", "try", Self.guardrail)
                #expect(tried.status == 4)
                #expect(tried.output.contains("\n0 would open, 0 would close, "))
            }
        }

        /// Then all regions: what was left out is judged, and what was unknown is known.
        @Test func aFirstSweepOfOneRegionSaysNothingOfTheOthers() async throws {
            try await Scene.with(guardrails: [Self.guardrail]) { scene in
                let swept = try await scene.sweep("--region", "eu-central-1")
                #expect(swept.status == 4)
                let open = Set(try await parts(scene, "open").map(\.0))
                #expect(!open.isEmpty && open.allSatisfy { $0.hasSuffix("/eu-central-1") })
                _ = try await scene.sweep()
                #expect(try await parts(scene, "unknown").isEmpty)
                let whole = Set(try await parts(scene, "open").map(\.0))
                #expect(whole.isSuperset(of: open) && whole.contains("trail"))

                // Regions that are left out from now on: their findings were not mended.
                try scene.configure {
                    $0.replacing("regions: all", with: "regions: [eu-central-1]")
                }
                _ = try await scene.sweep()
                let resolved = try await parts(scene, "resolved")
                let elsewhere = resolved.filter { $0.0.hasSuffix("/us-east-1") }
                #expect(!elsewhere.isEmpty)
                #expect(elsewhere.allSatisfy { $0.1["reason"] == "out of scope" })
                #expect(resolved.count == elsewhere.count)
                let trails = try await parts(scene, "open").filter { $0.0 == "trail" }
                #expect(!trails.isEmpty && trails.allSatisfy { $0.1["unverified"] == true })
            }
        }
    }
}

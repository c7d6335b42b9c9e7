import Document
import Rehearsal
import Testing

extension SweepSuite {
    struct FaultTests {
        private func sweep(
            _ scene: Scene,
            through proxy: FaultProxy
        ) async throws -> (status: Int32, summary: JSON) {
            let outcome = try await scene.parapet(
                "sweep",
                "--local",
                "--format",
                "json",
                environment: ["AWS_ENDPOINT_URL": proxy.url]
            )
            return (outcome.status, try JSON.parse(outcome.output))
        }

        /// Every seventh answer goes wrong, each time in another way: the same findings.
        @Test func aBadNetworkCostsTimeAndNothingElse() async throws {
            try await Scene.with { scene in
                let upstream = try #require(scene.standIn.environment["AWS_ENDPOINT_URL"])
                let kinds = FaultProxy.Fault.allCases
                let proxy = FaultProxy(upstream: upstream) { number, _ in
                    number % 7 == 3 ? kinds[number / 7 % kinds.count] : nil
                }
                defer { proxy.stop() }
                let swept = try await sweep(scene, through: proxy)
                #expect(swept.status == 4)
                #expect(swept.summary["jobs"]?["failed"] == 0)
                #expect(swept.summary["unknown"] == 0)
                #expect(proxy.seen.faults >= 10)
                try await scene.expectWhatWasPlanted()
                let gaps = try await scene.database.count(
                    "select count(*) from report.coverage where state <> 'complete'"
                )
                #expect(gaps == 1)
            }
        }

        /// One call never answers: that is said, and nothing that hangs on it is taken for fine.
        @Test func whatNeverAnswersIsSaid() async throws {
            try await Scene.with { scene in
                let upstream = try #require(scene.standIn.environment["AWS_ENDPOINT_URL"])
                let proxy = FaultProxy(upstream: upstream) { _, request in
                    request.contains("Action=GetAccessKeyLastUsed") ? .throttled : nil
                }
                defer { proxy.stop() }
                let swept = try await sweep(scene, through: proxy)
                #expect(swept.status == 4)
                #expect((swept.summary["unknown"]?.int ?? 0) > 0)
                let rows = try await scene.database.owner.query(
                    """
                    select distinct attribute, state from report.coverage
                    where service = 'iam' and state <> 'complete'
                    """
                )
                #expect(rows.count == 1)
                #expect(rows.first?["attribute"].string == "last_used")
                #expect(rows.first?["state"].string == "throttled")
                let keys = try await scene.findings("--guardrail", "iam-unused-access-key")
                #expect(!keys.isEmpty && keys.allSatisfy { $0["status"] == "unknown" })
            }
        }
    }
}

import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// A guardrail tried on what a sweep kept.
    struct TrialCommandTests {
        @Test func theInventoryIsJudgedWithoutAskingAWS() async throws {
            try await Scene.with(guardrails: ["s3-public-bucket"]) { scene in
                _ = try await scene.sweep()
                let asked = try await scene.standIn.counts()
                let same = try await trial(scene, "s3-public-bucket")
                // One account lets nobody in.
                #expect(same.status == 4, "\(same.error)")
                let answer = try JSON.parse(same.output)
                #expect(
                    answer["reads"] == [
                        ["read": "sts:AssumeRole: denied", "waiting": 1]
                    ]
                )
                #expect(answer["open"] == 0 && answer["close"] == 0 && answer["unknown"] == 0)
                #expect((answer["judged"]?.int ?? 0) > 0)

                let file = scene.guardrails + "/s3-public-bucket.yaml"
                let text = try String(contentsOfFile: file, encoding: .utf8)
                try text.replacing(
                    "criteria: resource.public",
                    with: "criteria: >-\n  !resource.public"
                )
                .replacing("- violates:", with: "- PASSES:")
                .replacing("- passes:", with: "- violates:")
                .replacing("- PASSES:", with: "- passes:")
                .write(toFile: file, atomically: true, encoding: .utf8)
                let turned = try await trial(scene, "s3-public-bucket")
                let other = try JSON.parse(turned.output)
                #expect((other["open"]?.int ?? 0) > 0 && (other["close"]?.int ?? 0) > 0)

                let key = scene.guardrails + "/unused.yaml"
                try FileManager.default.copyItem(
                    atPath: "\(Repository.folder)/ops/guardrails/iam-unused-access-key.yaml",
                    toPath: key
                )
                let unread = try await trial(scene, "iam-unused-access-key")
                #expect(unread.status == 4)
                let reads = try JSON.parse(unread.output)["reads"]?.array ?? []
                #expect(reads.contains { $0["read"]?.string?.hasSuffix("not collected") == true })
                let table = try await scene.parapet("guardrails", "try", "iam-unused-access-key")
                #expect(table.output.contains("READ THAT WOULD TELL"))
                #expect(try await scene.standIn.counts() == asked)
                let unknown = try await trial(scene, "s3-pubic-bucket")
                #expect(unknown.status == 2)
                #expect(unknown.error.contains("did you mean 's3-public-bucket'?"))
            }
        }

        private func trial(_ scene: Scene, _ name: String) async throws -> Program.Outcome {
            try await scene.parapet("guardrails", "try", name, "--format", "json")
        }
    }
}

import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// A change from the finding to its end, with real processes.
    struct ChangeTests {
        private static let guardrail = "ssh-open-to-the-world"

        private static let changes = """
            changes: { at-most: enforce }
            guardrails:
              \(guardrail):
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
                limits: { share-per-sweep: 100%, writes-per-second: 50 }
            """

        /// And what it did is taken back by people, also when its guardrail is gone.
        @Test func whatIsEnforcedIsMadeAndItsUndoOutlivesTheGuardrail() async throws {
            let shipped = [Self.guardrail, "s3-public-bucket"]
            try await ChangeStage.with(shipped: shipped, changes: Self.changes) { stage in
                let group = try await ChangeGroup(stage, "enforced")
                try await stage.sweep(Self.guardrail)
                let done = try await stage.await("target_id = '\(group.id)'", "done")
                #expect(try await group.networks() == ChangeGroup.restricted)
                try await stage.await(finding: "resource_id = '\(group.id)'", "resolved")

                try stage.scene.configure { text in
                    text.replacing(Self.changes, with: "changes: { at-most: enforce }")
                }
                try FileManager.default.removeItem(
                    atPath: "\(stage.scene.guardrails)/\(Self.guardrail).yaml"
                )
                try await stage.wait("the guardrail is gone") {
                    try await stage.scene.database.count(
                        """
                        select count(*) from parapet.guardrail_rule
                        where guardrail = '\(Self.guardrail)' and not current
                        """
                    ) == 1
                }
                try await stage.ask("undo", done.id)
                let undo = try await stage.await("undoes = '\(done.id)'", "awaiting approval")
                try await stage.approve(undo)
                _ = try await stage.await("id = '\(undo.id)'", "done")
                #expect(try await group.networks() == "0.0.0.0/0 open")
            }
        }
    }
}

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

        /// Not let through while its window is closed, and not made where it was let through before.
        @Test func outsideOfItsWindowNothingIsMade() async throws {
            let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
            let calendar = Calendar(identifier: .gregorian)
            // In three days: never now, whatever the zone.
            let weekday = calendar.component(.weekday, from: Date().addingTimeInterval(3 * 86_400))
            let windows = "\nwindows: { prod: \"\(day[weekday - 1]) 10:00-11:00 UTC\" }"
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes + windows) {
                stage in
                let group = try await ChangeGroup(stage, "closed")
                try await stage.sweep(Self.guardrail)
                try await stage.wait("it waits for its window") {
                    try await stage.change("target_id = '\(group.id)'")?.waits == "window"
                }
                // As if it had been open a moment ago.
                _ = try await stage.scene.database.owner.query(
                    """
                    with through as (
                        update parapet.change set state = 'approved', waits = null,
                            admitted = clock_timestamp(), wave = 1
                        where target ->> 'id' = '\(group.id)' returning *
                    )
                    insert into parapet.job (batch, kind, account, gate, payload, rules)
                    select b.id, 'change', c.account, c.account || '/change/' || c.target_key,
                        jsonb_build_object('change', c.id, 'region', c.region), c.rules
                    from through c cross join parapet.batch b where b.lane = 'change'
                    """
                )
                try await stage.wait("its job is put off") {
                    try await stage.scene.database.count(
                        """
                        select count(*) from parapet.job
                        where kind = 'change' and state = 'ready' and attempt > 0
                            and run_after > now() + interval '1 minute'
                        """
                    ) == 1
                }
                #expect(try await stage.change("target_id = '\(group.id)'")?.state == "approved")
                #expect(try await group.networks() == "0.0.0.0/0 open")
            }
        }

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

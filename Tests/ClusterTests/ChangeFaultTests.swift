import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// A change of two calls, in which something goes wrong: one effect, or an honest end.
    struct ChangeFaultTests {
        private static let guardrail = "ssh-open-to-the-world"

        private static let changes = """
            changes: { at-most: enforce }
            guardrails:
              \(guardrail):
                environments: { default: observe, prod: enforce }
                approval: { by: [security], expires: 1h }
                limits: { changes-per-sweep: 100, share-per-sweep: 100%, changes-per-hour: 100, \
            waves: [all], writes-per-second: 50 }
            """

        private static let writes = StandIn.Calls(
            service: "ec2",
            account: ChangeStage.account,
            areWrites: true
        )

        @Test func whatGoesWrongOnTheWayIsMadeOnce() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                var seen = 0
                for effect in [
                    StandIn.Fault.Effect.throttled, .failed, .cutBefore, .cutAfter,
                ] {
                    for nth in 1...2 {
                        seen += 1
                        let group = try await ChangeGroup(stage, "wrong-\(seen)")
                        try await stage.scene.standIn.forgetCalls()
                        try await stage.scene.standIn.set(
                            faults: [.init(effect, Self.writes, nth: nth)]
                        )
                        try await stage.sweep(Self.guardrail)
                        let change = try await stage.await("target_id = '\(group.id)'", "done")
                        #expect(
                            try await group.effects() == ChangeGroup.both,
                            "\(effect) \(nth)"
                        )
                        #expect(try await group.networks() == ChangeGroup.restricted)
                        #expect(change.requests <= 2)
                    }
                }
            }
        }

        @Test func whatAWSRefusesSaysSoAndTouchesNothingMore() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                for nth in 1...2 {
                    let group = try await ChangeGroup(stage, "denied-\(nth)")
                    try await stage.scene.standIn.forgetCalls()
                    try await stage.scene.standIn.set(
                        faults: [.init(.denied, Self.writes, nth: nth)]
                    )
                    try await stage.sweep(Self.guardrail)
                    let change = try await stage.await("target_id = '\(group.id)'", "failed")
                    #expect(change.reason.contains(ChangeGroup.both[nth - 1]), "\(change.reason)")
                    #expect(
                        try await group.effects() == Array(ChangeGroup.both.prefix(nth - 1))
                    )
                    try await stage.scene.standIn.set(faults: [])
                    // Half of it is done; what is left, a person has tried again.
                    try await stage.ask("retry", change.id)
                    let again = try await stage.await(
                        "target_id = '\(group.id)' and id <> '\(change.id)'",
                        "awaiting approval"
                    )
                    try await stage.approve(again)
                    _ = try await stage.await("id = '\(again.id)'", "done")
                    #expect(try await group.networks() == ChangeGroup.restricted)
                    #expect(try await group.effects() == ChangeGroup.both)
                }
            }
        }

        /// AWS shows a change late.
        @Test func whatShowsLateIsNotMadeTwice() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes) { stage in
                try await stage.settle(Self.guardrail)
                let group = try await ChangeGroup(stage, "late")
                try await stage.scene.standIn.forgetCalls()
                try await stage.scene.standIn.showWrites(afterReads: 3)
                try await stage.sweep(Self.guardrail)
                _ = try await stage.await("target_id = '\(group.id)'", "done")
                #expect(try await group.effects() == ChangeGroup.both)
                try await stage.scene.standIn.showWrites(afterReads: 0)
                #expect(try await group.networks() == ChangeGroup.restricted)
            }
        }

        @Test func whatSomebodyChangedInBetweenIsLeftAlone() async throws {
            let approve = Self.changes.replacing("prod: enforce", with: "prod: approve")
            try await ChangeStage.with(shipped: [Self.guardrail], changes: approve) { stage in
                let group = try await ChangeGroup(stage, "touched")
                try await stage.sweep(Self.guardrail)
                let change = try await stage.await("target_id = '\(group.id)'", "awaiting approval")
                try await group.describe("ours now")
                try await stage.scene.standIn.forgetCalls()
                try await stage.approve(change)
                let ended = try await stage.await("id = '\(change.id)'", "conflict")
                #expect(ended.reason.contains("somebody changed it"))
                #expect(try await group.effects() == [])
            }
        }
    }
}

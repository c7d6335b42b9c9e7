import Document
import Foundation
import Rehearsal
import Testing

extension SweepSuite {
    /// Processes that die, stand still or are stopped in the middle of a change: one effect, or none.
    struct ChangeCrashTests {
        private static let guardrail = "ssh-open-to-the-world"

        private static func changes(_ mode: String = "enforce") -> String {
            """
            changes: { at-most: enforce }
            guardrails:
              \(guardrail):
                environments: { default: observe, prod: \(mode) }
                approval: { by: [security], expires: 1h }
                limits: { changes-per-sweep: 100, share-per-sweep: 100%, changes-per-hour: 100, \
            waves: [all], writes-per-second: 50 }
            """
        }

        /// A call at which a change is held, and its worker dies.
        struct Step: Sendable, CustomTestStringConvertible {
            let operation: String
            /// Of those calls, from 1.
            let nth: Int

            var testDescription: String { "\(operation) \(nth)" }

            /// Planned, read again before the intent, and after each of the two calls.
            static let reads = (1...4).map {
                Step(operation: "DescribeSecurityGroupRules", nth: $0)
            }
            static let writes = ChangeGroup.both.map { Step(operation: $0, nth: 1) }
        }

        @Test func killedAtEveryStepOneEffect() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                var worker = stage.worker
                defer { worker.kill() }
                for (index, step) in (Step.reads + Step.writes).enumerated() {
                    let group = try await ChangeGroup(stage, "killed-\(index)")
                    try await stage.scene.standIn.forgetCalls()
                    try await stage.scene.standIn.set(rules: [Self.delay(step, seconds: 4)])
                    try await stage.sweep(Self.guardrail)
                    try await worker.await("it is at \(step)") {
                        try await group.calls(step.operation) >= step.nth
                    }
                    worker.kill()
                    try await stage.scene.standIn.set(rules: [])
                    worker = try stage.scene.start("worker", "--verify-seconds", "3")
                    _ = try await stage.await("target_id = '\(group.id)'", "done")
                    #expect(try await group.effects() == ChangeGroup.both, "\(step)")
                    #expect(try await group.networks() == ChangeGroup.restricted, "\(step)")
                    try await stage.await(finding: "resource_id = '\(group.id)'", "resolved")
                }
            }
        }

        private static func delay(_ step: Step, seconds: Int64) -> JSON {
            [
                "effect": "delay", "service": "ec2", "operation": .string(step.operation),
                "account": .string(ChangeStage.account), "nth": .int(Int64(step.nth)),
                "delay_seconds": .int(seconds),
            ]
        }

        /// The connection ends inside of the n-th transaction that moves the change: let through, intent,
        /// each call, end.
        @Test func cutAtEveryCommitOneEffect() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                let owner = stage.scene.database.owner
                _ = try await owner.query("create sequence public.moved")
                for nth in 1...5 {
                    let group = try await ChangeGroup(stage, "cut-\(nth)")
                    try await stage.scene.standIn.forgetCalls()
                    // The sequence goes on although the transaction does not.
                    for statement in [
                        "alter sequence public.moved restart",
                        """
                        create or replace function public.cut() returns trigger language plpgsql as $$
                        begin
                            if nextval('public.moved') = \(nth) then
                                perform pg_terminate_backend(pg_backend_pid());
                                perform pg_sleep(1);
                            end if;
                            return new;
                        end $$
                        """,
                        """
                        create or replace trigger cut after update on parapet.change
                            for each row execute function public.cut()
                        """,
                    ] { _ = try await owner.query(statement) }
                    try await stage.sweep(Self.guardrail)
                    _ = try await stage.await("target_id = '\(group.id)'", "done")
                    #expect(try await group.effects() == ChangeGroup.both, "\(nth)")
                    #expect(try await group.networks() == ChangeGroup.restricted, "\(nth)")
                    let moved = try await stage.scene.database.count(
                        "select last_value from public.moved"
                    )
                    #expect(moved > nth, "nothing was cut at \(nth)")
                    try await stage.await(finding: "resource_id = '\(group.id)'", "resolved")
                }
            }
        }

        /// It lost its lease while it stood still, and another made the change meanwhile.
        @Test func whoStoodStillSendsNothingLate() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                let group = try await ChangeGroup(stage, "stalled")
                try await stage.scene.standIn.forgetCalls()
                let step = Step(operation: "DescribeSecurityGroupRules", nth: 2)
                try await stage.scene.standIn.set(rules: [Self.delay(step, seconds: 2)])
                try await stage.sweep(Self.guardrail)
                try await stage.worker.await("it is at \(step)") {
                    try await group.calls(step.operation) >= step.nth
                }
                stage.worker.pause()
                let other = try stage.scene.start("worker", "--verify-seconds", "3")
                defer { other.kill() }
                try await other.await("another made it") {
                    try await stage.change("target_id = '\(group.id)'")?.state == "done"
                }
                stage.worker.resume()
                try await stage.worker.await("it hears that its lease is lost") {
                    stage.worker.error.contains("the lease was lost")
                        || stage.worker.error.contains("PAR-DB-09")
                }
                #expect(try await group.effects() == ChangeGroup.both)
            }
        }

        /// What was claimed and not sent yet stops, too; and goes on when somebody who may says so.
        @Test func aSwitchStopsWhatWasClaimed() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                let group = try await ChangeGroup(stage, "switched")
                try await stage.scene.standIn.forgetCalls()
                let step = Step(operation: "DescribeSecurityGroupRules", nth: 2)
                try await stage.scene.standIn.set(rules: [Self.delay(step, seconds: 2)])
                try await stage.sweep(Self.guardrail)
                try await stage.worker.await("it is at \(step)") {
                    try await group.calls(step.operation) >= step.nth
                }
                _ = try await stage.scene.database.owner.query(
                    "select parapet.stop_changes('', 'on fire')"
                )
                let stopped = try await stage.await("target_id = '\(group.id)'", "stopped")
                #expect(stopped.reason.contains("on fire"))
                #expect(try await group.effects() == [])
                _ = try await stage.approver.query("select parapet.resume_changes('')")
                _ = try await stage.await("target_id = '\(group.id)'", "done")
                #expect(try await group.effects() == ChangeGroup.both)
            }
        }

        /// Nor is sent again what AWS put off while nobody had pulled the switch yet.
        @Test func aSwitchStopsWhatIsToBeSentAgain() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                let group = try await ChangeGroup(stage, "put-off")
                try await stage.scene.standIn.forgetCalls()
                try await stage.scene.standIn.set(faults: [.init(.throttled, .writes)])
                try await stage.sweep(Self.guardrail)
                try await stage.worker.await("AWS puts it off") {
                    try await group.calls("AuthorizeSecurityGroupIngress") > 0
                }
                _ = try await stage.scene.database.owner.query(
                    "select parapet.stop_changes('', 'on fire')"
                )
                try await stage.scene.standIn.set(faults: [])
                _ = try await stage.await("target_id = '\(group.id)'", "stopped")
                #expect(try await group.effects() == [])
                _ = try await stage.approver.query("select parapet.resume_changes('')")
                _ = try await stage.await("target_id = '\(group.id)'", "done")
                #expect(try await group.effects() == ChangeGroup.both)
            }
        }

        /// Workers and coordinators die at random moments while changes are made.
        @Test func chaosChangesNothingTwice() async throws {
            try await ChangeStage.with(shipped: [Self.guardrail], changes: Self.changes()) {
                stage in
                try await stage.settle(Self.guardrail)
                var groups: [ChangeGroup] = []
                for number in 0..<8 {
                    groups.append(try await ChangeGroup(stage, "chaos-\(number)"))
                }
                try await stage.scene.standIn.forgetCalls()
                try await stage.scene.standIn.set(rules: [
                    [
                        "effect": "delay", "service": "ec2",
                        "account": .string(ChangeStage.account),
                        "delay_seconds": 0.2,
                    ]
                ])
                var workers = [stage.worker]
                var coordinators = [stage.coordinator]
                defer { for program in workers + coordinators { program.kill() } }
                coordinators.append(try stage.scene.start("coordinator"))
                workers.append(try stage.scene.start("worker", "--verify-seconds", "3"))
                _ = try await stage.scene.request("--guardrail", Self.guardrail)
                for round in 0..<6 {
                    try await Task.sleep(for: .milliseconds(Int.random(in: 300...1500)))
                    workers[round % 2].kill()
                    workers[round % 2] = try stage.scene.start("worker", "--verify-seconds", "3")
                    if round % 3 == 0 {
                        coordinators[0].kill()
                        coordinators[0] = try stage.scene.start("coordinator")
                    }
                }
                try await stage.scene.standIn.set(rules: [])
                for group in groups {
                    let change = try await stage.await(
                        "target_id = '\(group.id)'",
                        "done",
                        "conflict"
                    )
                    if change.state == "done" {
                        #expect(try await group.effects() == ChangeGroup.both)
                        #expect(try await group.networks() == ChangeGroup.restricted)
                    }
                }
                // Every write in the log is one of a row that was let through.
                let rows = try await stage.scene.database.owner.query(
                    "select target_id from report.changes where wave is not null"
                ).compactMap { $0["target_id"].string }
                let writes = try await stage.scene.standIn.calls(
                    .init(service: "ec2", session: "parapet", areWrites: true)
                )
                #expect(!writes.isEmpty)
                for write in writes where write.tookEffect {
                    #expect(rows.contains { write.parameters.text.contains($0) }, "\(write)")
                }
            }
        }
    }
}

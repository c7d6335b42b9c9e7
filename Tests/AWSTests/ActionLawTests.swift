import Document
import Guardrails
import Platform
import Rehearsal
import Testing

@testable import AWS

/// Every registered action, on the stand-in: it makes its own guardrail pass, done twice changes nothing
/// more, and is undone from what was recorded before.
@Suite(.lanes(2)) struct ActionLawTests {
    @Test func everyActionHasItsScene() {
        #expect(
            Set(ActionScene.all.map(\.action)) == Set(Action.all.map(\.type.name)),
            "write a scene for it in ActionScene.swift"
        )
    }

    @Test(.enabled(if: StandIn.python != nil))
    func everyActionIsRightAndUndone() async throws {
        try await StandIn.with { standIn in
            let client = Client(endpoints: Endpoints(environment: standIn.environment))
            let caller = try Caller(environment: standIn.environment, client: client) { _ in nil }
            let sessions = Sessions(client: client, caller: caller)
            // What the role's template allows suffices, with its conditions.
            let statements = RolePolicies.remediateStatements(Action.all.map(\.type))
            let policy: JSON = ["Statement": .array(statements.map(\.document))]
            try await standIn.plantRoleForChanges()
            try await standIn.authorize(roles: [ActionStage.roleForChanges: policy])
            let roles = ActionStage.roles(remediate: ActionStage.roleForChanges)
            for scene in ActionScene.all {
                let id = try await standIn.plant(scene)
                let stage = try await ActionStage(scene, sessions, roles: roles)
                try await play(stage, id)
            }
        }
    }

    private func play(_ stage: ActionStage, _ id: String?) async throws {
        let action = stage.scene.action
        let first = try await stage.look(id)
        #expect(first.part != nil, "\(action): it does not violate")
        guard case .asked(let request)? = first.proposals.first?.outcome else {
            Issue.record("\(action): \(first.proposals)")
            return
        }
        let planned = try await stage.plan(request)
        guard case .calls(let calls, let expected) = planned.plan, let before = planned.before
        else {
            Issue.record("\(action): \(planned.plan)")
            return
        }
        try await stage.make(calls, request)

        let second = try await stage.look(id)
        #expect(second.part == nil, "\(action): it violates still, \(second.text)")
        let again = try await stage.plan(request)
        #expect(again.plan == .alreadyRight, "\(action) again: \(again.plan)")
        let after = try #require(again.before)
        #expect(
            after.withoutAssignedIDs.holds(expected.withoutAssignedIDs),
            "\(action): \(after.canonicalText) is not \(expected.canonicalText)"
        )
        #expect(ActionPlanner.hash(after) != ActionPlanner.hash(before))

        let undo = stage.planner.undo(
            request,
            by: action,
            partition: .aws,
            before: before,
            after: after
        )
        try await stage.make(undo, request)
        let third = try await stage.look(id)
        #expect(third.part != nil, "\(action): undone, it does not violate again")
        #expect(third.text == first.text, "\(action): undone, it is not what it was")
        let restored = try await stage.plan(request).before ?? .null
        #expect(
            restored.withoutAssignedIDs.canonicalText == before.withoutAssignedIDs.canonicalText,
            "\(action): undone, its image is not what it was"
        )
    }
}

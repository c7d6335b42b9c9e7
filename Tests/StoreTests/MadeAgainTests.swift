import Guardrails
import Testing

@testable import Store

extension DatabaseTests {
    @Suite struct MadeAgainTests {
        /// Who asks for an undo, and who approves it, knows whether the guardrail takes it back.
        @Test(
            arguments: [
                ("enforce", true, ChangeState.awaitingApproval, true),
                ("approve", true, .awaitingApproval, false),
                ("enforce", false, .awaitingApproval, false),
                ("enforce", true, .refused, false),
            ]
        )
        func anUndoSaysWhetherItIsMadeAgain(
            mode: String,
            isSwept: Bool,
            state: ChangeState,
            isMadeAgain: Bool
        ) async throws {
            try await Deciding.with { people in
                try await people.change("c-1", .done)
                try await people.change("c-2", state)
                for statement in [
                    "update parapet.change set undoes = 'c-1' where id = 'c-2'",
                    """
                    update parapet.guardrail_rule set is_swept = \(isSwept),
                        changes = changes || '{"modes": {"default": "\(mode)"}}'
                    """,
                ] { _ = try await people.stage.owner.query(statement) }
                var found: [String: Bool?] = [:]
                try await people.asking.each(.init(), withDocuments: false) { row in
                    found[row["id"]?.string ?? ""] = row["made_again"]?.bool
                }
                #expect(found == ["c-1": false, "c-2": isMadeAgain])
            }
        }
    }
}

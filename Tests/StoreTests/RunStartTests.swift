import Document
import Guardrails
import Platform
import Testing

@testable import Store

extension DatabaseTests {
    /// What can be run: what the rules in force say, and nothing that nobody could bring to its end.
    @Suite struct RunStartTests {
        private func start(
            _ playbook: String = "p",
            digest: String = ResponseStage.start.digest,
            isDry: Bool = false
        ) -> Runs.Start {
            Runs.Start(
                playbook: playbook,
                digest: digest,
                target: nil,
                inputs: [:],
                caseName: nil,
                reason: nil,
                onlyAnalyses: false,
                isDry: isDry
            )
        }

        @Test func whatIsRunIsTheTextOfTheRulesInForce() async throws {
            try await ResponseStage.with { it in
                let known = try await it.runs.playbooks()
                #expect(known.map(\.name) == ["p"] && known.map(\.text) == ["playbook: p"])
                let unknown = await refusal { _ = try await it.runs.start(start("q")) }
                #expect(unknown?.kind == .noPlaybook)
                let other = await refusal { _ = try await it.runs.start(start(digest: "d")) }
                #expect(other?.kind == .otherPlaybook)
                _ = try await it.runs.start(start())
                let text = try await it.stage.column("select text from parapet.run")
                #expect(text == ["playbook: p"])
                // As a program of the version before starts one: its own text is not run.
                let old = """
                    select parapet.start_run('p', 'playbook: p' || $1, $2, null, '{}', null, null,
                        false, false)
                    """
                _ = try await it.stage.owner.query(
                    old,
                    [.text(" # mine"), .text(ResponseStage.start.digest)]
                )
                let texts = try await it.stage.column("select distinct text from parapet.run")
                #expect(texts == ["playbook: p"])
            }
        }

        @Test func aGateThatNobodyCanPassIsSaidAtTheStart() async throws {
            try await ResponseStage.with { it in
                let gate: JSON = ["by": ["nobody-is-called-so"], "two_persons": false]
                try await it.stage.know(playbook: [
                    "a": ["type": "t.a", "responds": true, "in_aws": true, "gate": gate]
                ])
                let refused = await refusal { _ = try await it.runs.start(start()) }
                #expect(refused?.kind == .lockedGate)
                #expect(refused?.message.contains("'a'") == true, "\(refused?.message ?? "")")
                #expect(refused?.message.contains("nobody-is-called-so") == true)
                // Nobody is asked there.
                _ = try await it.runs.start(start(isDry: true))
            }
        }

        @Test func withoutARoleNothingThatChangesAnythingIsStarted() async throws {
            try await ResponseStage.with(hasRole: false) { it in
                let refused = await refusal { _ = try await it.runs.start(start()) }
                #expect(refused?.kind == .noResponder)
                _ = try await it.runs.start(start(isDry: true))
                #expect(try await it.stage.count("parapet.run") == 1)
            }
        }
    }
}

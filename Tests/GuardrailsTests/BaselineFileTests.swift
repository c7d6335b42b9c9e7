import Document
import Testing

@testable import Guardrails

@Suite struct BaselineFileTests {
    @Test func items() throws {
        let items = try BaselineFile.items(
            yaml: """
                roles:
                  Audit:
                    attached: [SecurityAudit]
                    trust: { Statement: { Effect: Allow } }
                policies:
                  StayIn: { document: { Statement: [] } }
                """,
            file: "b.yaml"
        )
        #expect(
            items == [
                [
                    "kind": "role", "name": "Audit",
                    "trust": ["Statement": ["Effect": "Allow"]],
                    "attached": ["SecurityAudit"],
                ],
                ["kind": "policy", "name": "StayIn", "document": ["Statement": []]],
            ]
        )
    }

    @Test(arguments: [
        ("roles: { A: { atached: [] } }", "did you mean 'attached'?"),
        ("roles: { A: { trust: {} } }", "a policy has a key 'Statement'"),
        ("policies: { A: {} }", "the key 'document' is missing"),
        ("{}", "the baseline asks for nothing"),
        ("roles: [", "not YAML"),
    ])
    func refuses(text: String, expected: String) throws {
        let problems = try #require(throws: Problems.self) {
            try BaselineFile.items(yaml: text, file: "b.yaml")
        }
        #expect(problems.description.contains(expected), "\(problems)")
    }
}

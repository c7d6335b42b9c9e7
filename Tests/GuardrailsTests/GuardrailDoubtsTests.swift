import Document
import Testing

@testable import Guardrails

/// What a guardrail file may say and hardly means, and what it may not say.
@Suite struct GuardrailDoubtsTests {
    private static let catalogue = Catalogue(
        RelatedTests.catalogue.types,
        regions: ["eu-west-1", "us-east-1"]
    )

    private static func text(
        name: String = "g",
        title: String = "T",
        more: String = ""
    ) -> String {
        """
        guardrail: \(name)
        title: \(title)
        severity: low
        education: E
        resource: t.box
        criteria: resource.shelf == 'a'
        \(more)
        tests:
          - violates: { resource: { shelf: a } }
          - passes: { resource: { shelf: b } }
        """
    }

    private static func load(_ text: String) throws(Problems) -> Guardrail {
        try Guardrail.load(yaml: text, file: "g.yaml", catalogue: catalogue)
    }

    private static let refused = [
        (
            text(title: "\" \""),
            "g.yaml:2:8: PAR-GRD-05 the title is empty: say what is wrong, in one line"
        ),
        (
            text(title: String(repeating: "t", count: 201)),
            "g.yaml:2:8: PAR-GRD-05 the title is longer than 200 characters"
                + " | hint: say the rest in 'education'"
        ),
        (
            text(name: String(repeating: "n", count: 101)),
            "g.yaml:1:12: PAR-GRD-05 the name is longer than 100 characters"
        ),
        (
            text(more: "triggers: [{ every: 1s }]"),
            "g.yaml:7:21: PAR-GRD-05 at most once a minute"
                + " | hint: triggers with 'event' are answered at once"
        ),
        (
            text(more: "triggers: [{ cron: \"0 0 30 feb *\" }]"),
            "g.yaml:7:20: PAR-GRD-05 '0 0 30 feb *' never fires: there is no such day"
        ),
        (
            text(more: "filters: { regions: [us-est-1, global] }"),
            "g.yaml:7:22: PAR-GRD-05 there is no region 'us-est-1'"
                + " | hint: did you mean 'us-east-1'?"
        ),
        (
            text(more: "severity: high"),
            "g.yaml:3:1: PAR-GRD-01 the key 'severity' stands twice"
        ),
    ]

    @Test(arguments: refused.indices)
    func isRefusedWithItsPlace(index: Int) throws {
        let (text, problem) = Self.refused[index]
        let problems = try #require(throws: Problems.self) { try Self.load(text) }
        #expect(problems.description == problem)
    }

    @Test func aLeapDayFires() throws {
        let guardrail = try Self.load(Self.text(more: "triggers: [{ cron: \"0 0 29 2 *\" }]"))
        #expect(guardrail.triggers.count == 1 && guardrail.warnings == [])
    }

    @Test func aModeWithoutActionsIsWarnedOf() throws {
        let modes = "environments: { default: notify, prod: enforce, dev: approve }"
        let guardrail = try Self.load(Self.text(more: modes))
        #expect(
            guardrail.warnings.map(\.description) == [
                "g.yaml:7:40: PAR-GRD-12 warning: the mode 'enforce' changes nothing: there are no"
                    + " actions | hint: 'notify' tells people, 'observe' only writes findings",
                "g.yaml:7:54: PAR-GRD-12 warning: the mode 'approve' changes nothing: there are no"
                    + " actions | hint: 'notify' tells people, 'observe' only writes findings",
            ]
        )
    }

    @Test func aStarterLoadsAndSaysWhatToReplace() throws {
        for type in Self.catalogue.types {
            let text = try GuardrailStarter.yaml(type, name: "my-own")
            let guardrail = try Self.load(text)
            #expect(guardrail.name == "my-own" && guardrail.type.name == type.name)
            #expect(
                guardrail.warnings.map(\.message) == ["the criterion is still the starter's"],
                "\(type.name)"
            )
        }
        let problems = try #require(throws: Problems.self) {
            try GuardrailStarter.yaml(Self.catalogue.types[0], name: "My Own")
        }
        let long = String(repeating: "n", count: 101)
        #expect(throws: Problems.self) {
            try GuardrailStarter.yaml(Self.catalogue.types[0], name: long)
        }
        #expect(problems.all.count == 1)
    }

    /// What a resource is called is of the resource, and tests that tell by it show something; those
    /// that tell by the account alone do not.
    @Test(arguments: [
        ("resource.name == 'a'", "resource: { name: a }", "resource: { name: b }", true),
        ("resource.id == 'a'", "resource: { id: a }", "resource: { id: b }", true),
        ("resource.shelf == 'a'", "resource: { shelf: a }", "resource: { shelf: b }", true),
        (
            "account.environment == 'prod'",
            "resource: { shelf: a }, account: { environment: prod }",
            "resource: { shelf: a }, account: { environment: dev }", false
        ),
    ])
    func testsTellByTheResource(
        criteria: String,
        violating: String,
        passing: String,
        isFine: Bool
    ) throws {
        let text = Self.text()
            .replacing("resource.shelf == 'a'", with: criteria)
            .replacing("resource: { shelf: a }", with: violating)
            .replacing("resource: { shelf: b }", with: passing)
        do throws(Problems) {
            _ = try Self.load(text)
            #expect(isFine)
        } catch {
            #expect(!isFine && "\(error)".contains("show nothing"), "\(error)")
        }
    }

    /// A name that is misspelt does not get as far as an example: what is absent there may be in AWS.
    @Test func whatAnExampleLacksIsNotToldLikeATypo() throws {
        let text = Self.text().replacing(
            "violates: { resource: { shelf: a } }",
            with: "violates: { resource: {} }"
        )
        let problems = try #require(throws: Problems.self) { try Self.load(text) }
        let problem = try #require(problems.all.first)
        #expect(problem.message.contains("no such field: 'shelf'"))
        #expect(
            problem.hint == "the example has no 'shelf', as a resource may have none: ask with"
                + " has(….shelf) or ….?shelf.orValue(…) first, or give it in the example"
        )
        let typo = try #require(throws: Problems.self) {
            try Self.load(Self.text().replacing("resource.shelf ==", with: "resource.shelv =="))
        }
        #expect(typo.all.first?.hint == "did you mean 'shelf'?")
    }
}

import Document
import Testing

@testable import Guardrails

@Suite struct RuleBookTests {
    static func guardrail(
        _ name: String,
        resource: String = "t.box",
        criteria: String = "resource.shelf == 'a'",
        more: String = "",
        violating: String = "{ shelf: a }"
    ) -> RuleTexts.File {
        RuleTexts.File(
            file: "\(name).yaml",
            text: """
                guardrail: \(name)
                title: T of \(name)
                severity: low
                education: E
                resource: \(resource)
                criteria: \(criteria)
                \(more)
                tests:
                  - violates: { resource: \(violating) }
                  - passes: { resource: { shelf: b } }
                """
        )
    }

    private static let baseline = RuleTexts.File(
        file: "prod.yaml",
        text: "roles: { Audit: { attached: [SecurityAudit] } }"
    )

    private func texts(
        _ guardrails: [RuleTexts.File] = [guardrail("a"), guardrail("b")],
        configuration: String = "organization: {}\nenvironments: { prod: { names: [\"*\"] } }"
    ) -> RuleTexts {
        RuleTexts(
            configuration: RuleTexts.File(file: "parapet.yaml", text: configuration),
            guardrails: guardrails,
            baselines: ["prod": Self.baseline]
        )
    }

    private func book(
        _ texts: RuleTexts,
        running tests: Bool = false
    ) throws(Problems) -> RuleBook {
        try RuleBook(texts, hash: "h", catalogue: RelatedTests.catalogue, running: tests)
    }

    @Test func equalTextsAreEqualBytesInWhateverOrder() throws {
        let texts = texts()
        let turned = self.texts([Self.guardrail("b"), Self.guardrail("a")])
        #expect(texts == turned)
        #expect(texts.canonical == turned.canonical)
        #expect(RuleTexts(canonical: texts.canonical) == texts)
        #expect(self.texts([Self.guardrail("a")]).canonical != texts.canonical)
    }

    @Test(arguments: [
        ("", "x"), ("\"guardrails\":", "\"guardrail\":"), ("{\"baselines\"", "{ \"baselines\""),
        ("\"text\":\"roles", "\"txt\":\"roles"), ("{\"baselines\"", "{\"a\":1,\"baselines\""),
    ])
    func whatIsNotWrittenSoIsRefused(text: String, mistake: String) {
        let canonical = texts().canonical
        let broken = text.isEmpty ? mistake : canonical.replacing(text, with: mistake)
        #expect(broken != canonical && RuleTexts(canonical: broken) == nil)
    }

    /// Whoever judges with what was accepted does not run the authors' tests again.
    @Test func aTestThatFailsIsForWhoAcceptsTheTexts() throws {
        let failing = texts([Self.guardrail("a", violating: "{ shelf: c }")])
        #expect(try book(failing).guardrails.map(\.name) == ["a"])
        let problems = try #require(throws: Problems.self) { try book(failing, running: true) }
        #expect(
            problems.description
                == "a.yaml:9:5: PAR-GRD-05 test failed: expected violates, found passes:"
                + " nothing violates"
        )
        #expect(try book(texts(), running: true).guardrails.count == 2)
    }

    @Test func oneLoadShowsWhatIsWrongEverywhere() throws {
        let broken = RuleTexts(
            configuration: RuleTexts.File(file: "p.yaml", text: "organisation: {}"),
            guardrails: [Self.guardrail("a", criteria: "resource.shell == 'a'")],
            baselines: ["prod": RuleTexts.File(file: "b.yaml", text: "{}")]
        )
        let problems = try #require(throws: Problems.self) { try book(broken) }
        #expect(Set(problems.all.map(\.place.file)) == ["p.yaml", "a.yaml", "b.yaml"])
        #expect(problems.description.contains("a.yaml:6:20: PAR-GRD-05"))
    }

    @Test func textsAreHeldToEachOther() throws {
        let texts = texts(
            [Self.guardrail("a", more: "environments: { prd: notify }")],
            configuration: """
                organization: {}
                environments: { prod: { names: ["*"] } }
                inventory: { history: [t.bux] }
                """
        )
        let problems = try #require(throws: Problems.self) { try book(texts) }
        #expect(problems.all.map(\.code) == ["PAR-GRD-11", "PAR-CFG-05"])
    }

    @Test func baselinesAreInTheEstate() throws {
        let book = try book(texts())
        let estate = try book.estate(discovered: [Account(id: "111122223333", name: "n")])
        #expect(estate.accounts.map(\.environment) == ["prod"])
        #expect(estate.baselines["prod"]?.first?["name"] == "Audit")
    }

    @Test func scansAndJoinsHaveTheirGuardrails() throws {
        let join = RuleTexts.File(
            file: "join.yaml",
            text: RelatedTests.overloaded.replacing("guardrail: g", with: "guardrail: join")
        )
        let event = Self.guardrail("event", more: "triggers: [{ event: \"t:Open\" }]")
        let off = Self.guardrail("off", more: "environments: { prod: off }")
        let book = try book(texts([Self.guardrail("a"), join, event, off]))
        let account = Account(id: "1", name: "n", environment: "prod")
        let scope = Scope(account: "1", region: "r-1", service: "t")
        func names(
            _ ground: Guardrail.Ground,
            _ narrowing: Narrowing = Narrowing()
        ) -> [String] {
            book.guardrails(for: scope, in: account, over: ground, narrowing: narrowing)
                .map(\.name)
        }
        #expect(names(.scope) == ["a"])
        #expect(names(.account) == ["join"])
        #expect(names(.estate) == [])
        #expect(names(.scope, Narrowing(guardrails: ["join"])) == [])
        #expect(book.attributes(of: "s", in: account) == ["t.shelf": ["load"]])
        #expect(book.attributes(of: "t", in: account) == ["t.box": []])
        #expect(book.guardrail(named: "off")?.title == "T of off")
        #expect(book.guardrail(named: "none") == nil)
    }

    @Test func controlsAreOfTheWholeOrOfAPart() throws {
        let parts = RuleTexts.File(
            file: "parts.yaml",
            text: """
                guardrail: parts
                title: T
                severity: low
                education: E
                resource: t.account
                related: { boxes: { resource: t.box } }
                frameworks: { cis-5.0: ["4.1", { control: "4.2", partly: why }], own: a }
                parts:
                  box/{region}:
                    criteria: related.boxes.size() == 0
                    text: there is no box
                    frameworks: { cis-5.0: { control: "4.3", partly: most } }
                tests:
                  - violates: { resource: {}, account: { regions: [r-1] } }
                  - passes:
                      resource: {}
                      account: { regions: [us-east-1] }
                      related: { boxes: [{ shelf: a }] }
                """
        )
        let rule = try #require(try book(texts([parts]), running: true).rules.first)
        #expect(
            rule.controls == [
                FrameworkControl(framework: "cis-5.0", control: "4.1"),
                FrameworkControl(framework: "cis-5.0", control: "4.2", partly: "why"),
                FrameworkControl(framework: "own", control: "a"),
                FrameworkControl(
                    framework: "cis-5.0",
                    control: "4.3",
                    partly: "most",
                    part: "box/{region}"
                ),
            ]
        )
        #expect(rule.json["frameworks"] == ["cis-5.0": "4.1 4.2 4.3", "own": "a"])
    }

    @Test(arguments: [
        ("{ cis: [] }", "no control of 'cis' is named"),
        ("{ cis: [\"1\", \"1\"] }", "cis 1 stands twice"),
        ("{ cis: \" \" }", "a control is named as its framework does"),
        ("{ cis: { control: \"1\", partly: \"\" } }", "say what the guardrail does not check"),
        ("{ cis: { partly: why } }", "the key 'control' is missing"),
        (
            "{ cis: { control: \"1\", partially: why } }",
            "unknown key 'partially'; expected control, partly"
        ),
    ])
    func aControlIsSaidWholly(frameworks: String, message: String) throws {
        let guardrail = Self.guardrail("a", more: "frameworks: \(frameworks)")
        let problems = try #require(throws: Problems.self) { try book(texts([guardrail])) }
        #expect(problems.all.map(\.message) == [message])
    }

    @Test func aRuleSaysWhatTheDatabaseKeeps() throws {
        let more = "exceptions: { granted-by: security, at-most: 1d }\nframeworks: { cis: \"1\" }"
        let rule = try #require(try book(texts([Self.guardrail("a", more: more)])).rules.first)
        #expect(
            rule.json.text
                == #"{"guardrail":"a","was":[],"title":"T of a","education":"E","severity":"low","#
                + #""resource_type":"t.box","service":"t","frameworks":{"cis":"1"},"#
                + #""controls":[{"framework":"cis","control":"1","partly":null,"part":null}],"#
                + #""granted_by":"security","at_most_seconds":86400,"by_tag":true,"#
                + #""reads":[{"type":"t.box","service":"t","attributes":[],"global":false,"#
                + #""around":false}],"reach":{"accounts":[],"environments":[],"regions":[],"#
                + #""modes":{}},"is_join":false,"is_swept":true,"ground":"scope","changes":{"modes":"#
                + #"{"default":"observe","prod":"observe"},"approvers":["security"],"#
                + #""owner_roles":[],"at_most":"approve","acts":false,"tells":[],"#
                + #""owner_tags":["owner"]}}"#
        )
    }

    private static let ofTheAccount = """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.account
        related: { boxes: { resource: t.box } }
        exceptions: { by-tag: false }
        criteria: related.boxes.size() == 0
        tests:
          - violates: { resource: {} }
          - passes: { resource: {}, related: { boxes: [{ colour: red }] } }
        """

    @Test func accountTagsAreReadOnlyForThoseWhoLookAtThem() throws {
        func uses(
            _ guardrail: RuleTexts.File,
            configuration: String = "organization: {}"
        )
            throws -> Set<AccountTagUse>
        {
            try book(texts([guardrail], configuration: configuration)).accountTagUses
        }
        let noTag = "exceptions: { by-tag: false }"
        #expect(try uses(Self.guardrail("a", more: noTag)) == [])
        #expect(try uses(Self.guardrail("a")) == [.exceptionOwner])
        #expect(try !book(texts([Self.guardrail("a")])).needsAccountTags)
        for criteria in ["account.tags['x'] == resource.shelf", "account.tags.size() == 3"] {
            let guardrail = Self.guardrail("a", criteria: criteria, more: noTag)
            #expect(try uses(guardrail) == [.conditions])
        }
        let named = Self.guardrail("a", criteria: "account.name == 'x'", more: noTag)
        #expect(try uses(named) == [])
        let byTag = "organization: {}\nenvironments: { prod: { tags: { stage: prod } } }"
        #expect(try uses(Self.guardrail("a", more: noTag), configuration: byTag) == [.environments])
        for (change, expected) in [
            ("by-tag: false", Set<AccountTagUse>()),
            ("by-tag: true", [.accountResource, .exceptionOwner]),
        ] {
            let text = Self.ofTheAccount.replacing("by-tag: false", with: change)
            #expect(try uses(RuleTexts.File(file: "g.yaml", text: text)) == expected)
        }
        let tagged = Self.ofTheAccount.replacing(
            "criteria: ",
            with: "criteria: resource.tag('x') == '' && "
        )
        #expect(try uses(RuleTexts.File(file: "g.yaml", text: tagged)) == [.accountResource])
    }
}

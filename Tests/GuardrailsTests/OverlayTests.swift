import Document
import Testing

@testable import Guardrails

/// What parapet.yaml says of a guardrail, over what its file says.
@Suite struct OverlayTests {
    private static let mend = "[{ do: t.mend, with: { networks: { cel: estate.networks.known } } }]"

    private static func configuration(_ yaml: String) throws(Problems) -> Configuration {
        try Configuration(
            yaml: """
                organization: {}
                environments: { prod: { names: [p] }, dev: { names: [d] } }
                \(yaml)
                """,
            file: "p.yaml"
        )
    }

    private static func inForce(
        _ override: String,
        more: String = "",
        atMost: String = "enforce"
    ) throws -> Guardrail {
        let configuration = try configuration(
            "changes: { at-most: \(atMost) }\nguardrails: { g: \(override), other: { limits: {} } }"
        )
        return try ActionUseTests.load(mend, more: more, running: false)
            .inForce(under: configuration)
    }

    @Test func keysAreLaidOverOneByOneAndListsReplaced() throws {
        let guardrail = try Self.inForce(
            """
            { environments: { prod: enforce }, limits: { waves: [5, all] },
              approval: { expires: 24h }, exceptions: { at-most: 7d } }
            """,
            more: """
                environments: { default: notify, dev: "off" }
                limits: { changes-per-sweep: 4, waves: [1, 2, 3, all], share-per-sweep: 20% }
                approval: { by: [shop] }
                exceptions: { granted-by: security, at-most: 90d }
                iac: act
                settle: 5m
                """
        )
        #expect(guardrail.environments == ["default": .notify, "dev": .off, "prod": .enforce])
        var limits = Guardrail.Limits()
        limits.changesPerSweep = 4
        limits.sharePerSweep = 20
        limits.waves = [.count(5), .all]
        #expect(guardrail.limits == limits)
        #expect(guardrail.approval == .init(by: [.role("shop")], expiresSeconds: 86400))
        #expect(guardrail.exceptions.grantedBy == "security")
        #expect(guardrail.exceptions.atMostSeconds == 7 * 86400)
        #expect(guardrail.iac == .act && guardrail.settleSeconds == 300)
    }

    @Test func withoutAnythingItIsCareful() throws {
        let guardrail = try ActionUseTests.load(Self.mend)
        #expect(guardrail.limits == .init() && guardrail.iac == .notify)
        #expect(guardrail.settleSeconds == 30 && guardrail.approval == .init(by: []))
        let limits = guardrail.limits
        #expect(limits.changesPerSweep == 10 && limits.sharePerSweep == 5)
        #expect(limits.changesPerHour == 10 && limits.waves == [.count(1), .count(10), .all])
        #expect(limits.failuresInARow == 3 && limits.writesPerSecond == 1)
        #expect(guardrail.approval.expiresSeconds == 72 * 3600)
    }

    @Test(arguments: [
        ("{}", "", []), ("{}", "exceptions: { granted-by: security }", ["security"]),
        ("{ exceptions: { granted-by: risk } }", "exceptions: { granted-by: security }", ["risk"]),
        ("{ approval: { by: owner } }", "exceptions: { granted-by: security }", ["owner"]),
        ("{ approval: { by: [a, b] } }", "approval: { by: [c, owner] }", ["a", "b"]),
    ])
    func whoApprovesIsWhoGrantsUnlessSomebodySays(
        override: String,
        more: String,
        approvers: [String]
    ) throws {
        let guardrail = try Self.inForce(override, more: more)
        #expect(guardrail.approval.by.map(\.text) == approvers)
    }

    private static func parameters(_ guardrail: Guardrail) -> [String: ActionUse.Argument] {
        guard case .change(_, _, let with)? = guardrail.actions.first?.kind else { return [:] }
        return with
    }

    @Test func parametersAreGivenToEveryUseOfAnAction() throws {
        let guardrail = try Self.inForce("{ with: { t.mend: { networks: [a], loud: true } } }")
        guard case .literal(["a"])? = Self.parameters(guardrail)["networks"],
            case .literal(true)? = Self.parameters(guardrail)["loud"]
        else {
            Issue.record("\(Self.parameters(guardrail))")
            return
        }
        let computed = try Self.inForce("{ with: { t.mend: { loud: { cel: 1 == 1 } } } }")
        guard case .computed(let program)? = Self.parameters(computed)["loud"],
            case .computed? = Self.parameters(computed)["networks"]
        else {
            Issue.record("\(Self.parameters(computed))")
            return
        }
        #expect(program.source == "1 == 1")
    }

    @Test func whatSomebodyGivesIsNotMissing() throws {
        let configuration = try Self.configuration(
            """
            roles: { remediate: Mend }
            guardrails:
              g: { with: { t.mend: { networks: [a] } }, approval: { by: a }, environments: { prod: approve } }
            """
        )
        let lacking = try ActionUseTests.load("[{ do: t.mend }]")
        #expect(lacking.actionProblems(in: configuration) == [])
    }

    @Test(arguments: [
        (
            "{ with: { t.mned: {} } }",
            "3:28: PAR-CFG-05 g does not use the action 't.mned' | hint: did you mean 't.mend'?"
        ),
        (
            "{ with: { t.start: {} } }",
            "3:28: PAR-CFG-05 g does not use the action 't.start' | hint: it uses t.mend"
        ),
        (
            "{ with: { t.mend: { network: [a] } } }",
            "3:38: PAR-CFG-02 unknown key 'network'; expected networks, loud | hint: did you mean 'networks'?"
        ),
        (
            "{ with: { t.mend: { networks: a } } }",
            "3:48: PAR-CFG-03 expected a list, found 'a'"
        ),
        (
            "{ with: { t.mend: { networks: { cel: resource.shelf } } } }",
            "3:64: PAR-CFG-05 the expression must be list(string), not string"
        ),
        (
            "{ with: { t.mend: { networks: { cel: \"estate.networks.knwon\" } } } }",
            "3:72: PAR-CFG-05"
        ),
    ])
    func whatAnActionCannotTakeIsSaidWhereItStands(override: String, problem: String) throws {
        let configuration = try Self.configuration("guardrails: { g: \(override) }")
        let guardrail = try ActionUseTests.load(Self.mend)
        let problems = guardrail.problems(in: configuration)
        #expect(problems.count == 1)
        #expect(
            problems.first?.description.hasPrefix("p.yaml:\(problem)") == true,
            "\(problems)"
        )
        // What cannot be is not taken, and nothing else is lost.
        #expect(
            Self.parameters(guardrail.inForce(under: configuration)).keys.sorted() == ["networks"]
        )
    }

    @Test func aNameThatNoGuardrailHasIsSaid() throws {
        let configuration = try Self.configuration("guardrails: { gg: {}, old: {}, g: {} }")
        var guardrail = try ActionUseTests.load(Self.mend)
        guardrail.was = ["old"]
        #expect(
            configuration.problems(among: [guardrail]).map(\.description) == [
                "p.yaml:3:15: PAR-CFG-05 there is no guardrail 'gg' | hint: did you mean 'g'?",
                "p.yaml:3:23: PAR-CFG-05 there is no guardrail 'old' | hint: it is called 'g' now",
            ]
        )
    }

    /// Whatever is written in whatever place.
    @Test func noModeIsAboveTheMostAndNobodyUnclassifiedAboveObserve() throws {
        let names: [String?] = ["default", "prod", "dev", "other", nil]
        for _ in 0..<300 {
            let written = { () -> [String: Mode] in
                Dictionary(
                    ["default", "prod", "dev"].filter { _ in .random() }
                        .map { ($0, Mode.allCases.randomElement() ?? .off) },
                    uniquingKeysWith: { $1 }
                )
            }
            var configuration = Configuration()
            configuration.changesAtMost = Mode.allCases.dropFirst().randomElement() ?? .observe
            var override = Configuration.GuardrailOverride(
                name: NamedInFile("g", at: Place(file: "p", line: 1, column: 1))
            )
            override.environments = written()
            configuration.overrides = [override]
            var guardrail = try ActionUseTests.load(Self.mend)
            guardrail.environments = written()
            let inForce = guardrail.inForce(under: configuration)
            let asked = guardrail.environments.merging(override.environments) { $1 }
            for name in names {
                let mode = inForce.mode(in: name)
                #expect(mode <= configuration.changesAtMost)
                if name == nil { #expect(mode <= .observe) }
                // Off is off, and nothing is more than was asked for.
                let wanted = name.flatMap { asked[$0] } ?? asked["default"] ?? .observe
                #expect(mode <= wanted && (mode == .off) == (wanted == .off))
                #expect(inForce.exceptsByTag(in: name) == (mode != .enforce))
            }
            let again = inForce.inForce(under: configuration)
            #expect(again.environments == inForce.environments)
        }
    }

    @Test(arguments: [
        // Where it is enforced tags do not count, unless somebody says so.
        ("", "{ environments: { prod: enforce } }", "enforce", false, true),
        ("", "{ environments: { prod: enforce } }", "approve", true, true),
        (
            "exceptions: { by-tag: true }", "{ environments: { prod: enforce } }", "enforce", true,
            true
        ),
        (
            "", "{ environments: { prod: enforce }, exceptions: { by-tag: true } }", "enforce",
            true, true
        ),
        ("exceptions: { by-tag: false }", "{}", "enforce", false, false),
        // It is judged nowhere else.
        ("environments: { default: off, prod: enforce }", "{}", "enforce", false, false),
        (
            "filters: { environments: [prod] }", "{ environments: { prod: enforce } }", "enforce",
            false, false
        ),
    ])
    func whoMayTagMayNotHoldOffWhatIsEnforced(
        more: String,
        override: String,
        atMost: String,
        inProd: Bool,
        anywhere: Bool
    ) throws {
        let guardrail = try Self.inForce(override, more: more, atMost: atMost)
        #expect(guardrail.exceptsByTag(in: "prod") == inProd)
        #expect(guardrail.exceptsByTagAnywhere == anywhere)
    }

    @Test func aLookAsksForTheEnvironment() throws {
        let guardrail = try Self.inForce("{ environments: { prod: enforce } }")
        let name = ResourceName(type: "t.box", account: "1", region: "eu-west-1", id: "b")
        let document: Object = ["shelf": "a", "tags": ["x": "g"]]
        let resource = Resource(name: name, document: document)
        let exceptions = ["prod", "dev", nil].map { environment in
            let account = Account(id: "1", name: "one", environment: environment)
            let surroundings = Surroundings(
                account: account,
                estate: EstateValue(Estate(accounts: [account])),
                now: .epoch,
                exceptionTag: "x"
            )
            return guardrail.judge(resource, in: surroundings).exception
        }
        #expect(exceptions == [.none, .byTag(owner: nil), .byTag(owner: nil)])
    }

    @Test func aRuleBookCarriesWhatIsInForce() throws {
        let texts = RuleTexts(
            configuration: .init(
                file: "p.yaml",
                text: """
                    organization: {}
                    environments: { prod: { names: [p] }, dev: { names: [d] } }
                    windows: { prod: "Mon 08:00-16:00 UTC" }
                    guardrails: { a: { environments: { prod: enforce }, approval: { by: [s] } } }
                    """
            ),
            guardrails: [RuleBookTests.guardrail("a", more: "settle: 1m")]
        )
        let book = try RuleBook(texts, hash: "h", catalogue: RelatedTests.catalogue)
        let guardrail = try #require(book.guardrail(named: "a"))
        let prod = book.conduct(of: guardrail, in: "prod")
        #expect(prod.mode == .approve && prod.approvers == [.role("s")])
        #expect(prod.window == ChangeWindow("Mon 08:00-16:00 UTC") && prod.settleSeconds == 60)
        #expect(prod.limits == .init() && prod.iac == .notify && prod.expiresSeconds == 259_200)
        #expect(book.conduct(of: guardrail, in: "dev").window == nil)
        #expect(book.conduct(of: guardrail, in: nil).mode == .observe)
        #expect(book.rules.first?.reach.modes == ["prod": .approve])
        #expect(book.rules.first?.byTag == true)
    }

    @Test func theDatabaseLearnsWhetherTagsExceptAnything() throws {
        let texts = RuleTexts(
            configuration: .init(
                file: "p.yaml",
                text: """
                    organization: {}
                    environments: { prod: { names: [p] } }
                    changes: { at-most: enforce }
                    guardrails: { a: { environments: { default: "off", prod: enforce } } }
                    """
            ),
            guardrails: [RuleBookTests.guardrail("a")]
        )
        let book = try RuleBook(texts, hash: "h", catalogue: RelatedTests.catalogue)
        #expect(book.rules.map(\.byTag) == [false])
    }

    @Test(arguments: [
        ("{ environments: { prod: enforce } }", ["PAR-GRD-16"]),
        ("{ environments: { default: enforce, dev: enforce } }", ["PAR-GRD-16", "PAR-GRD-16"]),
        ("{ environments: { prod: approve } }", []),
        ("{ environments: { prod: approve }, approval: { by: owner } }", ["PAR-GRD-17"]),
    ])
    func whoAsksForMoreThanItGetsIsWarned(override: String, codes: [String]) throws {
        let configuration = try Self.configuration(
            """
            networks: { known: [203.0.113.0/24] }
            roles: { remediate: Mend, external-id: long-enough-to-pass }
            guardrails: { g: \(override) }
            """
        )
        let guardrail = try ActionUseTests.load(Self.mend, more: "approval: { by: security }")
        let problems = guardrail.actionProblems(in: configuration)
        #expect(problems.map(\.code) == codes)
        #expect(problems.allSatisfy { $0.severity == .warning })
    }

    @Test func anExplanationSaysWhatIsInForce() throws {
        let configuration = try Self.configuration(
            """
            windows: { prod: "Mon 08:00-16:00 UTC" }
            guardrails:
              g: { environments: { prod: enforce, dev: notify }, approval: { by: [security, owner] } }
            """
        )
        let text = try ActionUseTests.load(Self.mend).explanation(
            under: configuration,
            hearsEvents: false
        )
        #expect(
            text.contains(
                """
                What it may do:
                    dev: findings, and tell people
                    prod: act when somebody approved, Mon 08:00-16:00 UTC
                    accounts without an environment: findings only
                """
            )
        )
        #expect(
            text.contains("Approved by members of 'security' or the resource's owner, within 3")
        )
        #expect(text.contains("at most 10 and 5% of what it judged in a sweep"))
        #expect(text.contains("in waves of 1, 10, all, and stops after 3 failures in a row"))
    }
}

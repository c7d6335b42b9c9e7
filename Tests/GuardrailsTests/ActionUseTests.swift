import Document
import Testing

@testable import Guardrails

/// What a guardrail file says of its actions, and what becomes of it for a violation.
@Suite struct ActionUseTests {
    static let catalogue = Catalogue(
        RelatedTests.catalogue.types,
        actions: [
            ActionType(
                "t.mend",
                title: "Mends it",
                subject: .resources(["t.box"]),
                parameters: [
                    .init("networks", .list(.text), required: true, "who may come in"),
                    .init("loud", .flag, standard: false, "whether it says so"),
                ],
                permissions: ["t:Mend"],
                readPermissions: ["t:Get"],
                undo: "it is broken again",
                refuses: "nothing"
            ),
            ActionType(
                "t.start",
                title: "Starts it",
                subject: .region,
                permissions: ["t:Start"],
                readPermissions: ["t:Get"],
                undo: "it is stopped",
                refuses: "nothing"
            ),
            ActionType(
                "t.revoke",
                title: "Revokes it",
                subject: .element("t.rule"),
                permissions: ["t:Revoke"],
                readPermissions: ["t:Get"],
                undo: "it is added",
                refuses: "nothing"
            ),
            ActionType(
                "t.take-back",
                title: "Takes back what an event brought",
                subject: .resources(["t.box"]),
                isOfEvents: true,
                permissions: ["t:Take"],
                readPermissions: ["t:Get"],
                undo: "it is there again",
                refuses: "nothing"
            ),
        ],
        regions: ["eu-west-1", "us-east-1"]
    )

    static func load(
        _ actions: String,
        more: String = "",
        running tests: Bool = true
    ) throws(Problems) -> Guardrail {
        try Guardrail.load(
            yaml: """
                guardrail: g
                title: T
                severity: low
                education: E
                resource: t.box
                criteria: resource.shelf == 'a'
                actions: \(actions)
                \(more)
                tests:
                  - violates: { resource: { shelf: a } }
                  - passes: { resource: { shelf: b } }
                """,
            file: "g.yaml",
            catalogue: catalogue,
            running: tests
        )
    }

    @Test(
        arguments: [
            (
                "[{ do: t.mned }]",
                "7:17: PAR-GRD-05 unknown action 't.mned'; there is t.mend, t.start,"
                    + " t.revoke, t.take-back, notify, playbook | hint: did you mean 't.mend'?"
            ),
            ("[{ do: t.mend, with: { network: [a] } }]", "7:33: PAR-GRD-02 unknown key 'network'"),
            (
                "[{ do: t.mend, with: { networks: a } }]",
                "7:43: PAR-GRD-03 expected a list, found 'a'"
            ),
            (
                "[{ do: t.mend, with: { networks: { cel: resource.shelf } } }]",
                "7:59: PAR-GRD-05 the expression must be list(string), not string"
            ),
            (
                "[{ do: t.mend, with: { networks: { cel: estate.networks.knwon } } }]",
                "did you mean 'known'?"
            ),
            (
                "[{ do: t.mend, on: resource.shelf, with: { networks: [] } }]",
                "7:29: PAR-GRD-05 't.mend' is for t.box, not for string"
            ),
            (
                "[{ do: t.start }]",
                "7:17: PAR-GRD-05 't.start' is for a part whose key has {region}"
            ),
            (
                "[{ do: t.revoke }]",
                "'t.revoke' is for each t.rule: the guardrail has no such 'each'"
            ),
            ("[{ do: notify }]", "7:11: PAR-GRD-04 the key 'to' is missing"),
            ("[{ do: notify, to: [] }]", "nobody is named"),
            ("[{ do: notify, to: owner, on: resource }]", "'on' does not go with 'notify'"),
            ("[{ do: t.mend, to: owner }]", "'to' goes with 'notify'"),
            ("[{ do: t.mend, after: soon }]", "'soon' is not a length of time"),
            ("[{ with: {} }]", "the key 'do' is missing"),
            ("[{ do: playbook }]", "the key 'with' is missing"),
            ("[{ do: playbook, with: { target: b } }]", "the key 'name' is missing"),
            ("[{ do: playbook, with: { name: p, input: {} } }]", "did you mean 'inputs'?"),
            (
                "[{ do: playbook, on: resource.shelf, with: { name: p } }]",
                "a playbook is run on one resource, not on string"
            ),
            (
                "[{ do: playbook, on: resource, with: { name: p, target: b } }]",
                "'on' and 'target' say the same"
            ),
            (
                "[{ do: playbook, with: { name: p, target: { cel: resource.shlef } } }]",
                "did you mean 'shelf'?"
            ),
            (
                "[{ do: playbook, with: { name: p, inputs: { a: { cel: resource.shlef } } } }]",
                "did you mean 'shelf'?"
            ),
        ]
    )
    func whatCannotBeIsRefused(actions: String, problem: String) {
        let problems = #expect(throws: Problems.self) { try Self.load(actions) }
        #expect(problems?.description.contains(problem) == true, "\(problems?.description ?? "")")
    }

    /// What a sweep finds may have been there for years, and no event brought it.
    @Test(arguments: [
        ("", false), ("triggers: [{ every: 1h }]", false), ("triggers: [{ on: change }]", false),
        ("triggers: [{ event: t:Open }, { every: 1h }]", false),
        ("triggers: [{ event: t:Open }, { event: t:Move }]", true),
    ])
    func whatAnEventBroughtIsTakenBackWhereEventsAloneFind(more: String, loads: Bool) {
        do throws(Problems) {
            _ = try Self.load("[{ do: t.take-back }]", more: more, running: false)
            #expect(loads)
        } catch {
            #expect(!loads && error.description.contains("PAR-GRD-05 't.take-back' takes back"))
        }
    }

    @Test func whatIsMissingLoadsAndIsSaid() throws {
        var configuration = Configuration()
        let rule = Configuration.EnvironmentRule(
            name: "prod",
            tags: [],
            units: [],
            names: ["*"],
            place: Place(file: "p.yaml", line: 1, column: 1)
        )
        configuration.environments = [rule]
        let observing = try Self.load("[{ do: t.mend }]").actionProblems(in: configuration)
        #expect(observing.map(\.code) == ["PAR-GRD-14"])
        #expect(observing.allSatisfy { $0.severity == .warning })

        let known = "[{ do: t.mend, with: { networks: { cel: estate.networks.known } } }]"
        var acting = try Self.load(known, more: "environments: { prod: approve }")
        let problems = acting.actionProblems(in: configuration)
        #expect(problems.map(\.code) == ["PAR-GRD-14", "PAR-GRD-15", "PAR-GRD-17"])
        #expect(problems.first?.severity == .error)
        configuration.knownNetworks = ["203.0.113.0/24"]
        configuration.roles.remediate = "Mend"
        #expect(acting.actionProblems(in: configuration).map(\.code) == ["PAR-GRD-17"])
        acting.exceptions.grantedBy = "security"
        #expect(acting.actionProblems(in: configuration).isEmpty)
    }

    private static func proposals(
        _ guardrail: Guardrail,
        unread: [String: Gap] = [:]
    ) -> [ActionProposal] {
        let name = ResourceName(type: "t.box", account: "1", region: "eu-west-1", id: "b")
        let resource = Resource(name: name, document: ["shelf": "a"], unread: unread)
        let account = Account(id: "1", name: "one")
        let surroundings = Surroundings(
            account: account,
            regions: ["eu-west-1"],
            estate: EstateValue(Estate(accounts: [account], knownNetworks: ["203.0.113.0/24"])),
            now: .epoch,
            exceptionTag: "x"
        )
        guard case .judged(let parts) = guardrail.judge(resource, in: surroundings).outcome,
            let part = parts.first
        else { return [] }
        return guardrail.proposals(about: part, of: resource, in: surroundings)
    }

    @Test func parametersAreSaidOrStandardOrComputed() throws {
        let guardrail = try Self.load(
            """
            [{ do: t.mend, with: { networks: { cel: estate.networks.known } }, after: 7d },
             { do: notify, to: [owner, "#security"] }]
            """
        )
        #expect(guardrail.actions.first?.afterSeconds == 7 * 86400)
        let proposals = Self.proposals(guardrail)
        guard proposals.count == 1, case .asked(let request) = proposals[0].outcome else {
            Issue.record("\(proposals)")
            return
        }
        #expect(request.parameters == ["networks": ["203.0.113.0/24"], "loud": false])
        #expect(request.region == "eu-west-1" && request.target.name.id == "b")
    }

    /// What it is run on and with is said or computed; which inputs there are, the playbook says later.
    @Test(
        arguments: [
            ("{ name: p }", ["inputs": [:]]),
            ("{ name: p, target: b-2 }", ["target": "b-2", "inputs": [:]]),
            (
                "{ name: p, target: { cel: resource.shelf }, inputs: { cut: true, n: { cel: 1 + 1 } } }",
                ["target": "a", "inputs": ["cut": true, "n": 2]]
            ),
        ] as [(String, Object)]
    )
    func aPlaybookIsStartedWithWhatTheFindingSays(with: String, parameters: Object) throws {
        let proposals = Self.proposals(
            try Self.load("[{ do: playbook, with: \(with), after: 1h }]")
        )
        guard proposals.count == 1, case .asked(let request) = proposals[0].outcome else {
            Issue.record("\(proposals)")
            return
        }
        #expect(proposals[0].action == "playbook p" && proposals[0].afterSeconds == 3600)
        #expect(request.parameters == parameters && request.target.name.id == "b")
        #expect(PlaybookUse.name(inAction: proposals[0].action) == "p")
        #expect(PlaybookUse.name(inAction: "ec2.restrict-ingress") == nil)
    }

    /// It needs no role of those that make changes itself.
    @Test func aPlaybookIsSomethingToDo() throws {
        var guardrail = try Self.load("[{ do: playbook, with: { name: p } }]")
        guardrail.environments = ["default": .approve]
        guardrail.exceptions.grantedBy = "security"
        var configuration = try Configuration(
            yaml: "accounts: [{ id: '111111111111' }]\nenvironments: { prod: { names: ['*'] } }",
            file: "parapet.yaml"
        )
        configuration.changesAtMost = .enforce
        #expect(guardrail.actionProblems(in: configuration).isEmpty)
        #expect(guardrail.actions[0].acts && guardrail.actionPermissions.isEmpty)
    }

    @Test func whatIsNotKnownIsNotAsked() throws {
        let missing = Self.proposals(try Self.load("[{ do: t.mend }]"))
        #expect(missing.map(\.outcome) == [.refused("nobody says 'networks': who may come in")])
        let unknown = Self.proposals(
            try Self.load("[{ do: t.mend, with: { networks: { cel: \"[resource.colour]\" } } }]"),
            unread: ["lid": Gap(reason: .denied, permission: "t:GetLid")]
        )
        guard case .refused(let reason)? = unknown.first?.outcome else {
            Issue.record("\(unknown)")
            return
        }
        #expect(reason.contains("lid was not read"))
    }
}

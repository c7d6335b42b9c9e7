import Document
import Testing

@testable import Guardrails

/// Guardrails over several resources, and over parts that must be there.
@Suite struct RelatedTests {
    static let catalogue = Catalogue([
        ResourceType(
            "t.box",
            title: "Box",
            service: "t",
            isGlobal: false,
            listCalls: ["ListBoxes"],
            listPermissions: ["t:ListBoxes"],
            attributes: [.init("lid", permissions: ["t:GetLid"])],
            fields: [
                .init("shelf", .text, "where it stands"),
                .init("colour", .text, from: "lid", "of its lid"),
            ]
        ),
        ResourceType(
            "t.shelf",
            title: "Shelf",
            service: "s",
            isGlobal: true,
            listCalls: ["ListShelves"],
            listPermissions: ["s:ListShelves"],
            attributes: [
                .init("load", permissions: ["s:GetLoad"]),
                .init("wood", permissions: ["s:GetWood"]),
            ],
            fields: [
                .init("names", .list(.text), "what people call it"),
                .init("weight", .int, from: "load", "what it bears"),
                .init("kind", .text, from: "wood", "what it is made of"),
            ]
        ),
        ResourceType(
            "t.account",
            title: "Account",
            service: "a",
            isGlobal: true,
            listPermissions: [],
            fields: []
        ),
    ])

    static let overloaded = """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.box
        related:
          shelves: { resource: t.shelf, match: { names: resource.shelf } }
        criteria: related.shelves.exists(s, s.weight > 5)
        tests:
          - violates: { resource: { shelf: a }, related: { shelves: [{ names: [a, b], weight: 9 }] } }
          - passes: { resource: { shelf: a }, related: { shelves: [{ names: [b], weight: 9 }] } }
          - passes: { resource: { }, related: { shelves: [{ names: [b], weight: 9 }] } }
          - unknown: { resource: { shelf: a }, unread: [related.shelves] }
        """

    private func load(_ text: String) throws -> Guardrail {
        try Guardrail.load(yaml: text, file: "g.yaml", catalogue: Self.catalogue)
    }

    private func box(_ id: String, _ document: Object, region: String = "r-1") -> Resource {
        Resource(
            name: ResourceName(type: "t.box", account: "1", region: region, id: id),
            document: document
        )
    }

    private func shelf(_ id: String, _ document: Object, unread: [String: Gap] = [:]) -> Resource {
        Resource(
            name: ResourceName(type: "t.shelf", account: "1", region: Scope.global, id: id),
            document: document,
            unread: unread
        )
    }

    private func surroundings(_ regions: [String] = ["r-1", "r-2"]) -> Surroundings {
        let account = Account(id: "1", name: "n", environment: "prod")
        return Surroundings(
            account: account,
            regions: regions,
            estate: EstateValue(Estate(accounts: [account])),
            now: .epoch,
            exceptionTag: "x"
        )
    }

    @Test(arguments: ["s.weight > 5", "s.?weight.orValue(0) > 5"])
    func readsWhatItsConditionsName(condition: String) throws {
        let guardrail = try load(Self.overloaded.replacing("s.weight > 5", with: condition))
        #expect(guardrail.ground == .account)
        #expect(guardrail.reads == ["t.box": [], "t.shelf": ["load"]])
    }

    @Test func becauseNamesTheRelatedResource() throws {
        let verdict = try load(Self.overloaded).judge(
            box("b", ["shelf": "a"]),
            in: surroundings(),
            inventory: Inventory(
                resources: ["t.shelf": [shelf("s-1", ["names": ["a"], "weight": 9])]]
            )
        )
        #expect(
            verdict.outcome
                == .judged([
                    .init(
                        key: "",
                        isUnknown: false,
                        because: [Because(text: "t.shelf s-1", path: "related.shelves")]
                    )
                ])
        )
    }

    /// Which resource it is the finding says: that is no reason.
    @Test func aResourcesOwnIDIsNoReason() throws {
        let guardrail = try LookStage.guardrail(
            "hole",
            "hole.size > 2 && resource.id != '' && resource.labels.size() > 0",
            more: "each: { hole: resource.holes }"
        )
        let box = LookStage.box("b-1", ["holes": [["size": 4]], "labels": ["x"]])
        let verdict = guardrail.judge(box, in: surroundings(), inventory: Inventory())
        guard case .judged(let parts) = verdict.outcome else {
            Issue.record("\(verdict.outcome)")
            return
        }
        #expect(
            parts.map { $0.because.map(\.text) } == [["a hole of 4", "labels is ['x']"]]
        )
    }

    /// Nothing seen is not the same as nothing there.
    @Test func missingInventoryIsUnknown() throws {
        let gap = Gap(reason: .notCollected, permission: "s:ListShelves")
        let verdict = try load(Self.overloaded).judge(
            box("b", ["shelf": "a"]),
            in: surroundings(),
            inventory: Inventory(gaps: ["t.shelf": [Scope.global: gap]])
        )
        #expect(
            verdict.outcome
                == .unknown([
                    Because(text: "s:ListShelves: not collected", path: "related.shelves")
                ])
        )
    }

    @Test func anAttributeOfARelatedResourceThatWasNotReadIsUnknown() throws {
        let gap = Gap(reason: .denied, permission: "s:GetLoad")
        let verdict = try load(Self.overloaded).judge(
            box("b", ["shelf": "a"]),
            in: surroundings(),
            inventory: Inventory(
                resources: ["t.shelf": [shelf("s-1", ["names": ["a"]], unread: ["load": gap])]]
            )
        )
        #expect(
            verdict.outcome
                == .unknown([Because(text: "s:GetLoad: denied", path: "related.shelves.load")])
        )
    }

    static let boxes = """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.account
        related: { boxes: { resource: t.box } }
        parts:
          any: { criteria: related.boxes.size() == 0, text: no box }
          red/{region}: { criteria: "!related.boxes.exists(b, b.colour == 'red')", text: none is red }
        tests:
          - violates: { resource: {}, parts: [any, red/us-east-1] }
          - passes: { resource: {}, related: { boxes: [{ colour: red }] } }
        """

    /// A region that could not be looked at leaves the parts of the others alone.
    @Test func partsAreAskedForInEveryRegion() throws {
        let gap = Gap(reason: .denied, permission: "t:ListBoxes")
        let account = Resource(
            name: ResourceName(type: "t.account", account: "1", region: Scope.global, id: "1"),
            document: [:]
        )
        let verdict = try load(Self.boxes).judge(
            account,
            in: surroundings(["r-3", "r-2", "r-1"]),
            inventory: Inventory(
                resources: [
                    "t.box": [
                        box("a", ["colour": "red"]), box("b", ["colour": "blue"], region: "r-2"),
                    ]
                ],
                gaps: ["t.box": ["r-3": gap]]
            )
        )
        guard case .judged(let parts) = verdict.outcome else {
            Issue.record("\(verdict)")
            return
        }
        #expect(parts.map(\.key) == ["any", "red/r-2", "red/r-3"])
        #expect(parts.map(\.isUnknown) == [true, false, true])
        #expect(parts[1].because == [Because(text: "none is red in r-2", path: "parts")])
    }

    @Test(arguments: [
        ("resource: t.shelf, match", "resource: t.shelv, match", "did you mean 't.shelf'?"),
        ("names: resource.shelf", "name: resource.shell", "did you mean 'shelf'?"),
        ("names: resource.shelf", "namess: resource.shelf", "did you mean 'names'?"),
        ("names: resource.shelf", "weight: resource.shelf", "not a text, or a list of texts"),
        ("names: resource.shelf", "names: account.id", "expected a field of the resource"),
        ("related.shelves.exists", "related.shelfs.exists", "did you mean 'shelves'?"),
        ("s.weight > 5", "s.weigt > 5", "did you mean 'weight'?"),
        ("unread: [related.shelves]", "unread: [related.shelfs]", "there is lid, related.shelves"),
    ])
    func refusesMistakes(text: String, mistake: String, expected: String) throws {
        let broken = Self.overloaded.replacing(text, with: mistake)
        try #require(broken != Self.overloaded)
        let problems = try #require(throws: Problems.self) { try load(broken) }
        #expect(problems.description.contains(expected), "\(problems)")
    }

    @Test func environmentsThatNobodyDeclaredAreRefused() throws {
        let text = Self.overloaded.replacing(
            "tests:",
            with: "environments: { default: observe, prd: notify, prod: off }\ntests:"
        )
        let configuration = try Configuration(
            yaml: "organization: {}\nenvironments: { prod: { tags: { a: b } } }",
            file: "p.yaml"
        )
        let problems = try load(text).problems(in: configuration).map(\.description)
        #expect(
            problems == [
                "g.yaml:9:35: PAR-GRD-11 environment 'prd' is not declared in parapet.yaml "
                    + "| hint: did you mean 'prod'?"
            ]
        )
    }

    /// A condition that asks for too much stops, and says at which limit.
    @Test func whatCostsTooMuchIsUnknown() throws {
        let text = Self.boxes.replacing(
            "any: { criteria: related.boxes.size() == 0, text: no box }",
            with: """
                any:
                    text: too much
                    criteria: >-
                      related.boxes.size() == 0 || related.boxes.all(a, related.boxes.all(b,
                      related.boxes.all(c, a.shelf != b.shelf || b.shelf == c.shelf)))
                """
        ).replacing(
            "boxes: [{ colour: red }]",
            with: "boxes: [{ colour: red, shelf: a }, { shelf: b }]"
        )
        let account = Resource(
            name: ResourceName(type: "t.account", account: "1", region: Scope.global, id: "1"),
            document: [:]
        )
        let boxes = (0..<400).map { box("b\($0)", ["colour": "red", "shelf": "s"]) }
        let guardrail = try load(text)
        let verdict = guardrail.judge(
            account,
            in: surroundings(["r-1"]),
            inventory: Inventory(resources: ["t.box": boxes])
        )
        guard case .judged(let parts) = verdict.outcome else {
            Issue.record("\(verdict)")
            return
        }
        #expect(parts.map(\.isUnknown) == [true])
        #expect(parts.flatMap(\.because).contains { $0.text == "the cost limit is exceeded" })
    }

    @Test func joinsFollowTheScansTheyNeed() throws {
        let guardrails = [try load(Self.overloaded)]
        let estate = Estate(accounts: [Account(id: "1", name: "n", environment: "prod")])
        let regions = ["1": ["r-1", "r-2"]]
        let text = { (scope: Scope) in "\(scope.region) \(scope.service)" }
        #expect(
            plan(guardrails, estate: estate, regions: regions, narrowing: Narrowing())
                .scopes.map(text) == ["global s", "r-1 t", "r-2 t"]
        )
        #expect(
            planJoins(guardrails, estate: estate, regions: regions, narrowing: Narrowing())
                .scopes.map(text) == ["r-1 t", "r-2 t"]
        )
    }
}

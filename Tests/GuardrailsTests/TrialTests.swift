import Document
import Testing

@testable import Guardrails

/// A guardrail tried on what is kept of accounts.
@Suite struct TrialTests {
    private static let text = """
        guardrail: g
        title: T
        severity: low
        education: E
        resource: t.box
        criteria: resource.shelf == 'a' || resource.colour == 'red'
        tests:
          - violates: { resource: { shelf: a } }
          - passes: { resource: { shelf: b, colour: blue } }
        """

    private static let account = Account(id: "111111111111", name: "n", environment: "prod")

    private static func box(_ id: String, _ document: Object, region: String = "r-1") -> Resource {
        Resource(
            name: ResourceName(type: "t.box", account: account.id, region: region, id: id),
            document: document
        )
    }

    private static func finding(_ id: String) -> Finding {
        Finding(
            identity: Finding.Identity(
                guardrail: "g",
                account: account.id,
                region: "r-1",
                type: "t.box",
                resource: id,
                part: ""
            ),
            status: .open,
            severity: .low,
            environment: "prod"
        )
    }

    private static func coverage(
        _ attributes: [String?],
        region: String = "r-1"
    ) -> [Scope: [Coverage]] {
        let scope = Scope(account: account.id, region: region, service: "t")
        return [
            scope: attributes.map { Coverage(type: "t.box", attribute: $0, permission: "") }
        ]
    }

    private static func trial(
        _ text: String = text,
        regions: [String] = ["r-1"],
        resources: [Resource],
        coverage: [Scope: [Coverage]],
        refusal: Gap? = nil,
        standing: [Finding] = []
    ) throws -> Trial {
        let guardrail = try Guardrail.load(
            yaml: text,
            file: "g.yaml",
            catalogue: RelatedTests.catalogue
        )
        var trial = Trial(
            of: guardrail,
            estate: Estate(accounts: [account]),
            exceptions: [],
            exceptionTag: "x",
            now: .epoch
        )
        trial.judge(
            Trial.Kept(
                account: account,
                regions: regions,
                isWhole: true,
                resources: resources,
                coverage: coverage,
                refusal: refusal,
                accountResource: Resource(
                    name: ResourceName(
                        type: "t.account",
                        account: account.id,
                        region: Scope.global,
                        id: account.id
                    ),
                    document: [:]
                ),
                standing: standing
            )
        )
        return trial
    }

    @Test func whatWouldOpenAndCloseIsSaid() throws {
        let trial = try Self.trial(
            resources: [
                Self.box("opens", ["shelf": "a"]),
                Self.box("closes", ["shelf": "b", "colour": "blue"]),
                Self.box("stands", ["shelf": "a"]),
            ],
            coverage: Self.coverage([nil, "lid"]),
            standing: [Self.finding("closes"), Self.finding("stands"), Self.finding("gone")]
        )
        #expect(trial.judged == 3)
        #expect(trial.opening.map(\.identity.resource) == ["opens"])
        #expect(trial.closing.map(\.identity.resource) == ["closes", "gone"])
        #expect(trial.closing.map(\.reason) == ["fixed", "gone"])
        #expect(trial.unknown == [] && trial.reads == [:])
    }

    /// An attribute that nobody read yet is not one that is absent.
    @Test func whatNobodyReadIsUnknownAndNamed() throws {
        let trial = try Self.trial(
            regions: ["r-1", "r-2"],
            resources: [Self.box("a", ["shelf": "a"]), Self.box("b", ["shelf": "b"])],
            coverage: Self.coverage([nil]),
            standing: [Self.finding("b")]
        )
        #expect(trial.opening.map(\.identity.resource) == ["a"])
        #expect(trial.closing == [])
        #expect(trial.unknown.map(\.resource.id) == ["b"])
        #expect(
            trial.reads == ["t:GetLid: not collected": 1, "t:ListBoxes: not collected": 1]
        )
    }

    /// A type that lives in regions has nowhere to be looked for where none is known.
    @Test(arguments: [
        (nil, "t:ListBoxes: not collected"),
        (Gap(reason: .denied, permission: "sts:AssumeRole"), "sts:AssumeRole: denied"),
    ])
    func anAccountWhoseRegionsNobodyKnowsIsNotFine(refusal: Gap?, read: String) throws {
        let trial = try Self.trial(regions: [], resources: [], coverage: [:], refusal: refusal)
        #expect(trial.judged == 0 && trial.unknown == [])
        #expect(trial.reads == [read: 1])
    }

    /// An account that never let anybody in: nothing is missing there, nobody knows. And what would
    /// tell is a read, not the part's own words.
    @Test func anAccountWithoutRegionsIsUnknown() throws {
        let trial = try Self.trial(
            AccountInventoryTests.missing,
            regions: [],
            resources: [],
            coverage: [:]
        )
        #expect(trial.opening == [])
        #expect(trial.unknown.map(\.part) == ["any"])
        #expect(trial.reads == ["t:ListBoxes: not collected": 1])
    }

    @Test func whereItDoesNotApplyItsFindingsClose() throws {
        let text = Self.text.replacing("tests:", with: "filters: { environments: [dev] }\ntests:")
            .replacing("{ shelf: a } }", with: "{ shelf: a }, account: { environment: dev } }")
        let trial = try Self.trial(
            text,
            resources: [Self.box("a", ["shelf": "a"])],
            coverage: Self.coverage([nil, "lid"]),
            standing: [Self.finding("a")]
        )
        #expect(trial.judged == 0 && trial.opening == [])
        #expect(trial.closing.map(\.reason) == ["out of scope"])
    }
}

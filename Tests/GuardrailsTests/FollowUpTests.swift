import Document
import Testing

@testable import Guardrails

@Suite struct FollowUpTests {
    /// What each event leads to. Without a default, so that who adds an event decides.
    private func expected(_ event: Change.Event) -> [WantedJob] {
        switch event {
        case .opened, .reopened, .excepted, .changed, .resolved, .unverified, .verified, .unknown,
            .withdrawn, .renamed:
            []
        }
    }

    @Test(arguments: Change.Event.allCases)
    func leadsTo(event: Change.Event) throws {
        let texts = RuleTexts(
            configuration: RuleTexts.File(file: "p.yaml", text: "organization: {}"),
            guardrails: [RuleBookTests.guardrail("a")]
        )
        let book = try RuleBook(texts, hash: "h", catalogue: RelatedTests.catalogue)
        for after in Finding.Status.allCases.map(Optional.some) + [nil] {
            let change = RecordedChange(
                finding: "f",
                event: event,
                before: nil,
                after: after,
                identity: Finding.Identity(
                    guardrail: "a",
                    account: "1",
                    region: "r-1",
                    type: "t.box",
                    resource: "b",
                    part: ""
                ),
                rules: 1,
                at: .epoch
            )
            #expect(followUp(change, rules: book) == expected(event))
            #expect(followUp(change, rules: nil) == expected(event))
        }
    }

    private func book(
        _ configuration: String,
        telling: String = "- { do: notify, to: [owner, '#security', owner] }"
    ) throws -> RuleBook {
        try RuleBook(
            RuleTexts(
                configuration: RuleTexts.File(file: "p.yaml", text: configuration),
                guardrails: [
                    RuleTexts.File(
                        file: "g.yaml",
                        text: """
                            guardrail: g
                            title: T
                            severity: low
                            education: E
                            resource: t.box
                            criteria: resource.shelf == 'a'
                            actions:
                              - { do: t.mend, with: { networks: [10.0.0.0/8] } }
                              \(telling)
                            environments: { default: observe, dev: notify, prod: approve }
                            tests:
                              - violates: { resource: { shelf: a } }
                              - passes: { resource: { shelf: b } }
                            """
                    )
                ]
            ),
            hash: "h",
            catalogue: ActionUseTests.catalogue
        )
    }

    private static let environments = """
        environments: { dev: { names: [dev] }, prod: { names: [prod] } }
        """

    /// In mode notify people are told, whether or not the guardrail says whom.
    @Test func whereNobodyIsNamedTheOwnerIsTold() throws {
        let book = try book("organization: {}\n\(Self.environments)", telling: "")
        func told(in environment: String) -> [String] {
            let change = RecordedChange(
                finding: "f",
                event: .opened,
                before: nil,
                after: .open,
                identity: Finding.Identity(
                    guardrail: "g",
                    account: "1",
                    region: "r-1",
                    type: "t.box",
                    resource: "b",
                    part: ""
                ),
                rules: 1,
                environment: environment,
                at: .epoch
            )
            return notices(of: change, rules: book).map(\.recipient)
        }
        #expect(told(in: "dev") == ["owner"])
        #expect(told(in: "other") == [])
    }

    /// Only of what is open, where a mode asks for it, a role makes it and a sweep is to.
    @Test(arguments: Change.Event.allCases)
    func proposesWhereItMay(event: Change.Event) throws {
        let acting = try book(
            "organization: {}\nroles: { remediate: Mender }\n\(Self.environments)"
        )
        let idle = try book("organization: {}\n\(Self.environments)")
        for after in Finding.Status.allCases.map(Optional.some) + [nil] {
            for environment in ["prod", "dev", "other", nil] {
                for quota in ["s-1", "", nil] {
                    let change = RecordedChange(
                        finding: "f",
                        event: event,
                        before: nil,
                        after: after,
                        identity: Finding.Identity(
                            guardrail: "g",
                            account: "1",
                            region: "r-1",
                            type: "t.box",
                            resource: "b",
                            part: ""
                        ),
                        rules: 1,
                        quota: quota,
                        environment: environment,
                        at: .epoch
                    )
                    let isWanted =
                        [.opened, .reopened].contains(event) && after == .open
                        && environment == "prod" && quota != nil
                    let jobs = followUp(change, rules: acting)
                    #expect(jobs.count == (isWanted ? 1 : 0))
                    #expect(jobs.allSatisfy { $0.kind == "propose" && $0.lane == "change" })
                    #expect(jobs.allSatisfy { $0.payload["quota"]?.string == quota })
                    #expect(followUp(change, rules: idle) == [])
                    let isTold =
                        [.opened, .reopened].contains(event) && after == .open
                        && ["prod", "dev"].contains(environment)
                    let told = notices(of: change, rules: acting).map(\.recipient)
                    #expect(told == (isTold ? ["owner", "#security"] : []))
                    #expect(notices(of: change, rules: nil) == [])
                    #expect(followUp(change, rules: nil) == [])
                }
            }
        }
    }
}

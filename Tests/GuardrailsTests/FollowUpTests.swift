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
}

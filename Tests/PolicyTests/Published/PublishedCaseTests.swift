import Policy
import Rehearsal
import Testing

struct PublishedCaseTests {
    /// The evaluator says so, and the sets say what the evaluator says.
    @Test(arguments: PublishedCase.all)
    func isDecidedAsAWSDoes(published: PublishedCase) throws {
        let question = published.question
        let found = Evaluation.of(
            published.request,
            under: question.policies,
            question.situation
        )
        #expect(found.decision == published.decision, "\(found.because)")
        switch try question.answer(about: published.request) {
        case .yes: #expect(found.decision == .allowed)
        // Many values of a key that is read as one are no request to the sets, nor is one without what
        // every request carries.
        case .no:
            #expect(
                found.decision == .denied || published.request.keys.contains { $0.value.count > 1 }
                    || found.because.contains("not said")
            )
        // A key that is missing leaves its variable open to them.
        case .unknown: #expect(found.decision == .unknown || question.hasVariables)
        }
    }

    @Test func thereAreEnoughOfEachSource() {
        let sources = Dictionary(grouping: PublishedCase.all) { published in
            String(published.source.text.prefix { $0 != "," })
        }
        #expect(PublishedCase.all.count >= 60)
        #expect(
            Set(sources.keys) == [
                "AWS", "Prowler", "cloudsplaining", "parliament", "policy_sentry", "policyuniverse",
            ]
        )
    }
}

import Policy
import Rehearsal
import Testing

/// The engine against z3, which knows nothing of boxes and patterns.
@Suite(.lanes(2)) struct PolicyOracleTests {
    /// Others each time; `ops/bench/policy` asks of thousands.
    @Test func z3SaysTheSameOfRandomPolicies() async throws {
        var world = RandomPolicy()
        let seed = world.random.seed
        let questions = (0..<120).map { _ in world.question() }
        let outcome = try await PolicyOracle.compare(questions)
        #expect(outcome.contradictions == [], "seed \(seed)")
        #expect(outcome.timeouts <= questions.count / 20, "seed \(seed)")
        #expect(outcome.compared > questions.count / 2, "\(outcome), seed \(seed)")
        #expect(outcome.allowed > questions.count / 10, "\(outcome), seed \(seed)")
    }

    @Test func z3SaysTheSameOfPoliciesMadeByHand() async throws {
        let outcome = try await PolicyOracle.compare(PublishedCase.all.map(\.question))
        #expect(outcome.contradictions == [])
        #expect(outcome.timeouts <= PublishedCase.all.count / 20)
        #expect(outcome.compared > PublishedCase.all.count / 2, "\(outcome)")
    }

    /// Both sides of what is compared are seen: one that is not what it says contradicts.
    @Test func aDifferenceIsAContradiction() async throws {
        var allowing = PublishedCase.elements[0].question
        allowing.policies = PolicySet()
        var denying = PolicyQuestion([:], Situation(isSameAccount: true), isIdentity: true)
        denying.policies = PublishedCase.elements[0].question.policies
        let outcome = try await PolicyOracle.compare([allowing, denying])
        #expect(outcome.contradictions.count == 2)
    }
}

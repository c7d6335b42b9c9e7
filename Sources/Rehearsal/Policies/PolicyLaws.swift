import Document
import Policy

/// What the engine's sets say, held against its evaluator, which reads AWS's logic request by request.
/// Each law answers what breaks it, nil where it holds.
public enum PolicyLaws {
    public struct Trial: Sendable {
        /// Whether somebody was allowed something: laws about nothing hold too easily.
        public let isTelling: Bool
        public let broken: String?
    }

    /// A witness is allowed by the evaluator.
    public static func witness(_ world: inout RandomPolicy) -> Trial {
        let question = world.question()
        guard case .yes(let request) = question.answer() else {
            return Trial(isTelling: false, broken: nil)
        }
        let found = Evaluation.of(request, under: question.policies, question.situation)
        return Trial(
            isTelling: true,
            broken: found.decision == .allowed
                ? nil : "\(request) of \(question.json.text): \(found.because)"
        )
    }

    /// A request that the evaluator allows is in the set, and one that it denies is not.
    public static func request(_ world: inout RandomPolicy) throws(Undecidable) -> Trial {
        let asked = world.question()
        let request = world.request()
        let found = Evaluation.of(request, under: asked.policies, asked.situation)
        let answer = try asked.answer(about: request)
        let isAllowed = found.decision == .allowed
        if case .unknown = answer { return Trial(isTelling: isAllowed, broken: nil) }
        return Trial(
            isTelling: isAllowed,
            broken: found.decision == .unknown || answer.isYes == isAllowed
                ? nil : "\(request) of \(asked.json.text) is \(found.decision), not \(answer)"
        )
    }

    /// One more Deny allows nothing more.
    public static func deny(_ world: inout RandomPolicy) -> Trial {
        var question = world.question()
        let request = world.request()
        let before = (
            Evaluation.of(request, under: question.policies, question.situation), question.answer()
        )
        let deny: JSON = ["Statement": world.statement(false, effect: "Deny")]
        question.policies.identity.append(PolicyDocument(deny))
        let after = (
            Evaluation.of(request, under: question.policies, question.situation), question.answer()
        )
        let grows =
            (after.0.decision == .allowed && before.0.decision != .allowed)
            || (after.1.isYes && before.1 == .no)
        return Trial(
            isTelling: before.1.isYes,
            broken: grows ? "\(deny.text) allows more of \(question.json.text)" : nil
        )
    }

    /// The order of statements and items, and the case of actions and keys, change nothing.
    public static func spelling(_ world: inout RandomPolicy) -> Trial {
        let document = world.document(withPrincipals: false)
        let other = Respelling.of(document)
        let difference = Equivalence.difference(PolicyDocument(document), PolicyDocument(other))
        return Trial(
            isTelling: document != other,
            broken: difference == .none
                ? nil : "\(document.text) and \(other.text): \(difference)"
        )
    }
}

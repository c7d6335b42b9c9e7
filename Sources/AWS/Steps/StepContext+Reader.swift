import Document
import Guardrails

extension StepContext {
    /// What is answered with a reader of the step's account.
    func reading(_ answer: (Reader) async -> StepAnswer) async -> StepAnswer {
        guard let reader else {
            let text = "the audit role lets nobody into \(text("account")) now"
            return .failed(text, isFinal: false)
        }
        return await answer(reader)
    }
}

extension StepAnswer {
    /// What cannot be read now may be another time.
    static func unread(_ gap: Gap) -> StepAnswer { .failed(gap.text, isFinal: false) }
}

extension Gap {
    /// For people: with what AWS said.
    fileprivate var text: String { detail.isEmpty ? summary : "\(summary): \(detail)" }
}

import Document
import Guardrails

/// What a step says in the end.
public enum StepAnswer: Sendable, Hashable {
    case done(Object)
    /// It is not over; it is asked again then, and no worker waits.
    case later(seconds: Int)
    /// - Parameter isFinal: trying again would not help.
    case failed(String, isFinal: Bool)
}

extension StepAnswer {
    /// Of one instance that the inventory has.
    static func about(
        _ context: StepContext,
        _ types: [String],
        _ answer: (Resource, KnownResources) -> Object
    ) async -> StepAnswer {
        switch await InstanceSight(context, types) {
        case .seen(let instance, let known): .done(answer(instance, known))
        case .unseen(_, let isKnown, let why): .failed(why, isFinal: isKnown)
        case .failed(let failure): .failed(failure.text, isFinal: false)
        }
    }
}

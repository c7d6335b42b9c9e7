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
        do {
            let known = try await context.inventory.resources(
                ofTypes: ["ec2.instance"] + types,
                account: context.text("account"),
                region: context.text("region")
            )
            let id = context.text("instance")
            if let found = known.of("ec2.instance").first(where: { $0.name.id == id }) {
                return .done(answer(found, known))
            }
            let place = "\(context.text("account")) \(context.text("region"))"
            if let gap = known.gaps["ec2.instance"] {
                return .failed("nobody knows '\(id)' in \(place): \(gap.summary)", isFinal: false)
            }
            return .failed("there is no instance '\(id)' in \(place)", isFinal: true)
        } catch {
            return .failed(error.text, isFinal: false)
        }
    }
}

import Document
import Playbooks

/// A step of playbooks, and how it is done. One that is done twice with the same inputs does nothing
/// more.
public struct Step: Sendable {
    /// Asks what sweeps have seen, or AWS.
    public typealias Analysis = @Sendable (StepContext) async -> StepAnswer

    public enum Performance: Sendable {
        case analysis(Analysis)
        case response(Response)
    }

    public let type: StepType
    public let performance: Performance

    init(_ type: StepType, analysis: @escaping Analysis) {
        precondition(type.kind == .analyse, "it changes nothing")
        self.type = type
        performance = .analysis(analysis)
    }

    init(_ type: StepType, response: Response) {
        precondition(type.kind == .respond, "it changes something")
        self.type = type
        performance = .response(response)
    }
}

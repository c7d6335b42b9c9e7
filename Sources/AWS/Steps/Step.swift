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

    /// What a step does to the flows of an instance: reports say what lives on.
    public enum Containment: Sendable {
        /// Nothing new flows; its output `flows` says what lives on.
        case isolates
        /// What flowed ends; while it is done, an interface is open.
        case cuts
    }

    public let type: StepType
    public let performance: Performance
    public let containment: Containment?

    init(_ type: StepType, analysis: @escaping Analysis) {
        precondition(type.kind == .analyse, "it changes nothing")
        self.type = type
        containment = nil
        performance = .analysis(analysis)
    }

    init(_ type: StepType, response: Response, containment: Containment? = nil) {
        precondition(type.kind == .respond, "it changes something")
        self.type = type
        self.containment = containment
        performance = .response(response)
    }
}

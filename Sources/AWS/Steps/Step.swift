import Document
import Playbooks

/// A step of playbooks, and how it is done. One that analyses asks what sweeps have seen, or AWS; one
/// that is done twice with the same inputs does nothing more.
public struct Step: Sendable {
    public typealias Performance = @Sendable (StepContext) async -> StepAnswer

    public let type: StepType
    public let perform: Performance

    init(_ type: StepType, perform: @escaping Performance) {
        self.type = type
        self.perform = perform
    }
}

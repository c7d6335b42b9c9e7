import Document
import Guardrails

/// A workflow or an orchestration, as its file says.
public struct Playbook: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// It is run on a target.
        case workflow
        /// It finds what it works on by itself.
        case orchestration
    }

    public let name: String
    public let title: String
    public let kind: Kind
    /// What it is run on; nil for orchestrations.
    public let target: ResourceType?
    public let inputs: [PlaybookInput]
    /// In the order of the file.
    public let steps: [PlaybookStep]
    public let place: Place
    public internal(set) var warnings: [Problem] = []

    public subscript(step name: String) -> PlaybookStep? { steps.first { $0.name == name } }

    public subscript(input name: String) -> PlaybookInput? { inputs.first { $0.name == name } }

    /// The IAM actions that running it needs.
    public var permissions: Set<String> {
        steps.reduce(into: []) { $0.formUnion($1.type.permissions) }
    }
}

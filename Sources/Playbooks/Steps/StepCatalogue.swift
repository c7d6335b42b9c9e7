import CEL

/// The steps that playbooks can be made of.
public struct StepCatalogue: Sendable {
    public let steps: [StepType]

    public init(_ steps: [StepType]) { self.steps = steps }

    public subscript(name: String) -> StepType? { steps.first { $0.name == name } }

    public var names: [String] { steps.map(\.name) }

    /// The one that is hardly meant otherwise.
    public func nearest(to name: String) -> String? { Suggestion.nearest(to: name, in: names) }
}

import Guardrails

/// What sweeps have seen, for steps.
public protocol StepInventory: Sendable {
    /// The resources of some types in one region of an account.
    func resources(
        ofTypes types: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources

    /// The resources that a question means, in whichever accounts they are.
    func resources(_ question: EstateQuestion) async throws(StepInventoryFailure) -> EstateAnswer
}

/// Resources, and what is not known of their types.
public struct KnownResources: Sendable {
    public let resources: [Resource]
    /// Why a type is not known completely, by its name.
    public let gaps: [String: Gap]

    public init(_ resources: [Resource], gaps: [String: Gap] = [:]) {
        self.resources = resources
        self.gaps = gaps
    }

    func of(_ type: String) -> [Resource] { resources.filter { $0.name.type == type } }

    /// What people have to know of an answer that may not be whole.
    var notes: [String] {
        gaps.sorted { $0.key < $1.key }.map { "not all is known of \($0.key): \($0.value.summary)" }
    }
}

/// The inventory cannot be asked now.
public struct StepInventoryFailure: Error, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }
}

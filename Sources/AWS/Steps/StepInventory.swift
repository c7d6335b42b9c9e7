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

    /// The resources of some types, wherever they are.
    ///
    /// - Parameters:
    ///   - accounts: only those; empty: all of the estate.
    ///   - regions: only those, and what is in no region; empty: all.
    func everywhere(
        ofTypes types: [String],
        accounts: [String],
        regions: [String]
    ) async throws(StepInventoryFailure) -> KnownResources
}

/// Resources, and what is not known of their types.
public struct KnownResources: Sendable {
    public let resources: [Resource]
    /// Why a type is not known completely, by its name; of the whole estate by ``place(_:_:_:)``.
    public let gaps: [String: Gap]

    public init(_ resources: [Resource], gaps: [String: Gap] = [:]) {
        self.resources = resources
        self.gaps = gaps
    }

    /// What a gap goes by that is not everywhere.
    public static func place(_ type: String, _ account: String, _ region: String) -> String {
        "\(type) in \(account) \(region)"
    }

    func of(_ type: String) -> [Resource] { resources.filter { $0.name.type == type } }

    /// What people have to know of an answer that may not be whole.
    var notes: [String] {
        gaps.sorted { $0.key < $1.key }.map { "not all is known of \($0.key): \($0.value.summary)" }
    }
}

/// The inventory cannot be asked now, or not for this.
public struct StepInventoryFailure: Error, Sendable, CustomStringConvertible {
    public let text: String
    /// Asking again would not help.
    public let isFinal: Bool

    public var description: String { text }

    public init(_ text: String, isFinal: Bool = false) {
        self.text = text
        self.isFinal = isFinal
    }
}

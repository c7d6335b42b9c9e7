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
    /// Types that no sweep has listed anywhere: no guardrail asks for them.
    public let uncollected: Set<String>

    /// - Parameter uncollected: each of them has a gap by its name, too.
    public init(
        _ resources: [Resource],
        gaps: [String: Gap] = [:],
        uncollected: Set<String> = []
    ) {
        self.resources = resources
        self.gaps = gaps
        self.uncollected = uncollected
    }

    /// What a gap goes by that is not everywhere.
    public static func place(_ type: String, _ account: String, _ region: String) -> String {
        "\(type) in \(account) \(region)"
    }

    func of(_ type: String) -> [Resource] { resources.filter { $0.name.type == type } }

    /// What people have to know of an answer that may not be whole. What is the same in many places is
    /// said once.
    var notes: [String] {
        let never = uncollected.sorted().map {
            "no sweep has ever collected \($0): a guardrail has to ask for it"
        }
        let others = gaps.filter { !uncollected.contains($0.key) }.sorted { $0.key < $1.key }
        let alike = Dictionary(grouping: others) { [Self.type(of: $0.key), $0.value.summary] }
        return never
            + alike.values.sorted { $0[0].key < $1[0].key }.map { places in
                let (first, gap) = places[0]
                guard places.count > 1 else {
                    return "not all is known of \(first): \(gap.summary)"
                }
                let type = Self.type(of: first)
                let place = first.dropFirst("\(type) in ".count)
                return "not all is known of \(type) in \(places.count) places, such as \(place): "
                    + gap.summary
            }
    }

    private static func type(of key: String) -> String { key.components(before: " in ") }
}

extension String {
    fileprivate func components(before mark: String) -> String {
        firstRange(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
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

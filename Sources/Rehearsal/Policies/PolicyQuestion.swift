import Document
import Policy

/// Policies as JSON and as the engine reads them, and whose requests are asked about.
public struct PolicyQuestion: Sendable {
    public let json: JSON
    public var policies: PolicySet
    public let situation: Situation
    public let isIdentity: Bool

    /// - Parameter documents: `identity` and `serviceControl`, `resourceControl` as lists, the others
    ///   as documents.
    public init(_ documents: Object, _ situation: Situation, isIdentity: Bool) {
        func document(_ name: String) -> PolicyDocument? {
            documents[name].map { PolicyDocument($0) }
        }
        func levels(_ name: String) -> [[PolicyDocument]] {
            (documents[name]?.array ?? []).map { ($0.array ?? [$0]).map { PolicyDocument($0) } }
        }
        policies = PolicySet(
            identity: (documents["identity"]?.array ?? []).map { PolicyDocument($0) },
            boundary: document("boundary"),
            session: document("session"),
            resource: document("resource"),
            serviceControl: levels("serviceControl"),
            resourceControl: levels("resourceControl")
        )
        self.situation = situation
        self.isIdentity = isIdentity
        json = [
            "policies": .object(documents),
            "situation": [
                "sameAccount": .bool(situation.isSameAccount),
                "needsResourcePolicy": .bool(situation.needsResourcePolicy),
                "exempt": .bool(situation.isExemptFromControl),
            ],
            "universe": isIdentity ? "identity" : "anyone",
        ]
    }

    /// Whether some identity, or somebody who is none, may do anything at all.
    public func answer() -> PolicyAnswer {
        Question(
            policies,
            situation,
            about: isIdentity ? Self.identities : Self.others,
            isIdentity: isIdentity
        ).answer()
    }

    /// Whether one request is allowed.
    public func answer(about request: Request) throws(Undecidable) -> PolicyAnswer {
        var isIdentity = false
        if case .identity = request.principal { isIdentity = true }
        var question = Question(
            policies,
            situation,
            about: try RequestBox.of(request, under: policies),
            isIdentity: isIdentity
        )
        question.reading.known = request.keys.filter { $0.value.count == 1 }
            .compactMapValues(\.first)
        return question.answer()
    }

    public var hasVariables: Bool { json.text.contains("${") }

    private static let identities = box(Principal.identities)
    private static let others = box(
        ["anonymous", "service:*", "federated:*", "canonical:*"].map { Glob($0) }
    )

    private static func box(_ principals: [Glob]) -> Box {
        do throws(Undecidable) {
            return try Box([(key: RequestSide.principal, set: .texts(.matching(principals)))])
        } catch {
            preconditionFailure("one side is never too much")
        }
    }
}

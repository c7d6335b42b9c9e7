import CEL
import Document
import Policy

/// How something differs from what it should be, in words.
struct PolicyDrift {
    private var texts: [String] = []
    /// What could not be compared, and why.
    private var doubts: [String] = []

    mutating func add(_ text: String) { texts.append(text) }

    /// Compares what two policies mean: which requests they let through.
    ///
    /// - Parameter what: the policy's name, as a sentence begins with it.
    mutating func compare(_ what: String, _ found: JSON?, with wanted: JSON?) {
        guard let found, let wanted else {
            if found != nil || wanted != nil { add("\(what) differs") }
            return
        }
        let (actual, ideal) = (PolicyDocument(found), PolicyDocument(wanted))
        for (one, other, verb) in [
            (ideal, actual, "lets through what it should not"),
            (actual, ideal, "stops what it should let through"),
        ] {
            switch Equivalence.difference(one, other) {
            case .gained(let request): add("\(what) \(verb): \(words(request, one, other))")
            case .unknown(let why):
                doubts.append("\(what) cannot be compared: \(why)")
                return
            case .none: return
            // Gained, the other way round.
            case .lost: break
            }
        }
    }

    enum Comparison: Sendable, Hashable {
        case same
        case differs
        case unknown(String)
    }

    /// Whether two policies mean the same.
    static func comparison(_ found: JSON, with wanted: JSON) -> Comparison {
        var drift = PolicyDrift()
        drift.compare("it", found, with: wanted)
        if !drift.texts.isEmpty { return .differs }
        return drift.doubts.first.map { .unknown($0) } ?? .same
    }

    /// A policy without principals is one of an identity.
    private func words(_ request: Request, _ policies: PolicyDocument...) -> String {
        let names = policies.flatMap(\.statements).contains { $0.principals != nil }
        return request.words(of: names ? nil : "whoever has it")
    }

    /// The texts, sorted; an error where there are none and something could not be compared.
    var outcome: Outcome {
        if texts.isEmpty, let doubt = doubts.min() { return .error(EvaluationError(.host, doubt)) }
        return .value(.list(texts.sorted().map { .string($0) }))
    }
}

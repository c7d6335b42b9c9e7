/// Asks whether some request of a kind is allowed.
///
/// Exact where the policies say all; where they leave something open the least and the most that they
/// may mean are both asked.
public struct Question: Sendable {
    public var policies: PolicySet
    public var situation: Situation
    public var reading: Reading
    /// The requests that are asked about.
    public var requests: Box
    /// Those that are left out of them.
    public var exempt: [Solver.Conjunction]
    public var isIdentity: Bool
    /// Actions, resources, principals and values of keys that make a good example.
    public var preferred: [String: [String]]
    public var effort: Effort

    public init(
        _ policies: PolicySet,
        _ situation: Situation,
        about requests: Box,
        isIdentity: Bool
    ) {
        self.policies = policies
        self.situation = situation
        self.requests = requests
        self.isIdentity = isIdentity
        reading = Reading()
        exempt = []
        preferred = [:]
        effort = Effort()
    }

    public func answer() -> PolicyAnswer {
        do throws(Undecidable) {
            if let request = try first(most: false) { return .yes(request) }
            guard isOpen, try first(most: true) != nil else { return .no }
            return .unknown(policies.openness)
        } catch {
            return .unknown(error.text)
        }
    }

    /// Visits the boxes of requests that are allowed for certain (or possibly, where `most`).
    public func visit(
        most: Bool,
        _ visit: (Box) throws(Undecidable) -> Bool
    ) throws(Undecidable) {
        var solver = solver()
        let allowed = AllowedRequests(
            policies,
            situation,
            reading,
            most: most,
            isIdentity: isIdentity
        )
        let asked = try self.asked
        for way in allowed.ways {
            let goesOn = try solver.visit(
                asked,
                in: way,
                without: exempt + allowed.denied,
                visit
            )
            if !goesOn { return }
        }
    }

    /// The requests that are asked about, as far as somebody can make them.
    var asked: Box {
        get throws(Undecidable) {
            var box = requests
            for side in RequestSide.always + policies.carried { try box.narrow(side) }
            try box.narrow(Self.principals[isIdentity ? 0 : 1])
            return box
        }
    }

    /// Whether anything in the policies can be read in two ways.
    var isOpen: Bool {
        policies.documents.contains { $0.doubt != nil || $0.statements.contains(where: \.isOpen) }
    }

    /// Whoever can make a request, of an identity or of anyone.
    private static let principals = [
        Principal.identities, Principal.identities + Principal.isNotAWS,
    ].map { globs in
        (key: RequestSide.principal, set: KeySet.texts(.matching(globs)))
    }

    private func first(most: Bool) throws(Undecidable) -> Request? {
        var found: Box?
        try visit(most: most) { box throws(Undecidable) in
            found = box
            return false
        }
        return try found.flatMap { box throws(Undecidable) in try request(of: box) }
    }

    /// One request of a box.
    public func request(of box: Box) throws(Undecidable) -> Request? {
        var solver = solver(preferring: examples(in: box))
        guard var example = try solver.example(of: box) else { return nil }
        let principal = example.removeValue(forKey: RequestSide.principal)?.first
        let action = example.removeValue(forKey: RequestSide.action)?.first
        let resource = example.removeValue(forKey: RequestSide.resource)?.first
        return telling(
            Request(
                principal.flatMap { Principal(text: $0) } ?? .anonymous,
                action ?? preferred[RequestSide.action]?.first ?? "s3:GetObject",
                on: resource ?? preferred[RequestSide.resource]?.first ?? "*",
                keys: example
            ),
            box
        )
    }

    /// The request without what every request carries, where any value of it will do and it is decided
    /// without.
    private func telling(_ request: Request, _ box: Box) -> Request {
        let any = box.sides.filter { CarriedKey.set(of: $0.key) == $0.set }.map(\.key)
        if any.isEmpty { return request }
        let short = Request(
            request.principal,
            request.action,
            on: request.resource,
            keys: request.keys.filter { !any.contains($0.key) }
        )
        let found = Evaluation.of(short, under: policies, situation)
        return found.decision == .unknown ? request : short
    }

    /// Values of the condition keys that its requests carry.
    private func examples(in box: Box) -> [String: [String]] {
        let keys = box.sides.filter { !$0.set.mayBeAbsent && preferred[$0.key] == nil }.map(\.key)
        guard !keys.isEmpty else { return [:] }
        let examples = KeyExamples(policies)
        return Dictionary(keys.map { ($0, examples.values(of: $0)) }) { $1 }
            .filter { !$0.value.isEmpty }
    }

    private func solver(preferring examples: [String: [String]] = [:]) -> Solver {
        let preferred = policies.plainValues.merging(examples) { $0 + $1 }
            .merging(preferred) { $1 }
        return Solver(effort: effort, preferring: preferred) { key in
            RequestSide.always.contains { $0.key == key } || policies.singleKeys.contains(key)
        }
    }
}

extension Undecidable: CustomStringConvertible {
    public var description: String { text }

    var text: String {
        switch self {
        case .tooMuch: "it would take too long to tell"
        case .mixedKinds: "a condition key is compared as two kinds of values"
        }
    }
}

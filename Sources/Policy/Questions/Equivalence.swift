/// Whether two policies mean the same: they allow and deny the same requests.
public enum Equivalence: Sendable, Hashable {
    case none
    /// A request that the second allows, or no longer denies, and the first does not.
    case gained(Request)
    /// A request that the first allows, or does not deny, and the second does.
    case lost(Request)
    case unknown(String)

    /// What the second has of requests more or less than the first.
    ///
    /// What both deny has to be the same too, for a Deny counts beyond its own policy. Variables are the
    /// same where they are spelt alike, whatever they stand for.
    public static func difference(
        _ first: PolicyDocument,
        _ second: PolicyDocument
    ) -> Equivalence {
        if let doubt = first.anyDoubt ?? second.anyDoubt {
            return first == second ? .none : .unknown(doubt)
        }
        var reading = Reading()
        reading.comparesVariables = true
        // What may be read in two ways is the same where both ways are.
        let isOpen = (first.statements + second.statements).contains(where: \.isOpen)
        for reading in isOpen ? [reading, reading.opposite] : [reading] {
            let found = difference(Meaning(first, reading), Meaning(second, reading))
            if found != .none { return found }
        }
        return .none
    }

    private static func difference(_ one: Meaning, _ two: Meaning) -> Equivalence {
        do throws(Undecidable) {
            if let request = try two.allowedMore(than: one) { return .gained(request) }
            if let request = try one.deniedMore(than: two) { return .gained(request) }
            if let request = try one.allowedMore(than: two) { return .lost(request) }
            if let request = try two.deniedMore(than: one) { return .lost(request) }
            return .none
        } catch {
            return .unknown(error.text)
        }
    }

    /// What a policy allows and denies, each as alternatives.
    private struct Meaning {
        let allows: [Solver.Conjunction]
        let denies: [Solver.Conjunction]
        let singleKeys: Set<String>
        let carried: [Box.Side]
        /// What it names, which makes better examples than the shortest.
        let named: [String: [String]]

        init(_ document: PolicyDocument, _ reading: Reading) {
            allows = document.alternatives(allow: true, reading)
            denies = document.alternatives(allow: false, reading)
            let policies = PolicySet(identity: [document])
            singleKeys = policies.singleKeys
            carried = policies.carried
            let principals = document.statements.flatMap { $0.principals?.items ?? [] }
            let actions = document.statements.flatMap(\.actions.items)
            named = [
                RequestSide.principal: principals.compactMap(\.example).sorted(),
                RequestSide.action: actions.filter { !$0.contains("*") && !$0.contains("?") }
                    .sorted(),
                RequestSide.resource: ["*"],
            ]
        }

        /// Something that this lets through and the other does not.
        func allowedMore(than other: Meaning) throws(Undecidable) -> Request? {
            if let request = try first([allows], without: denies + other.allows, other) {
                return request
            }
            return try first([allows, other.denies], without: denies, other)
        }

        func deniedMore(than other: Meaning) throws(Undecidable) -> Request? {
            try first([denies], without: other.denies, other)
        }

        private func first(
            _ lists: [[Solver.Conjunction]],
            without denied: [Solver.Conjunction],
            _ other: Meaning
        ) throws(Undecidable) -> Request? {
            let single = singleKeys.union(other.singleKeys)
                .union(RequestSide.always.map(\.key))
            var solver = Solver { single.contains($0) }
            // Nothing else is the name of an action.
            let action = (key: RequestSide.action, set: KeySet.texts(.matching([Glob("?*:?*")])))
            let box = try Box(RequestSide.always + [action] + carried + other.carried)
            guard let box = try solver.first(box, in: lists, without: denied) else { return nil }
            var question = Question(
                PolicySet(),
                Situation(isSameAccount: true),
                about: box,
                isIdentity: true
            )
            question.preferred = named.merging(other.named) { ($0 + $1).sorted() }
            return try question.request(of: box)?.spellingVariables
        }
    }
}

extension PrincipalPattern {
    /// Somebody whom it names; nil where nobody stands for all.
    fileprivate var example: String? {
        let principal: Principal? =
            switch self {
            case .everyone: .anonymous
            case .account(let id): .identity(arn: "arn:aws:iam::\(id):root", session: nil)
            case .identity(let arn): .identity(arn: arn, session: nil)
            case .service(let name): .service(name)
            case .federated(let provider): .federated(provider)
            case .canonicalUser(let id): .canonicalUser(id)
            case .session, .deleted: nil
            }
        return principal?.text
    }
}

extension Request {
    /// With variables as policies write them.
    fileprivate var spellingVariables: Request {
        Request(
            principal,
            action,
            on: Reading.spelt(resource),
            keys: keys.mapValues { $0.map(Reading.spelt) }
        )
    }
}

extension Exposure {
    /// Somebody outside the resource's account whom its policy lets in by name.
    public struct Grantee: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable {
            case account, organization, service, provider
            case canonicalUser = "canonical-user"
        }

        public let kind: Kind
        /// An account's or organization's id, a service's name, a provider's ARN.
        public let id: String
        /// Patterns of the policy's own of which it may do something; `all but …` of a NotAction.
        public let actions: [String]
        /// One request that it may make.
        public let request: Request
    }

    /// Everybody whom it lets in by name, by kind and id.
    ///
    /// A service is let in where nothing says on whose behalf; where an account or organization outside
    /// is named as the source, that one is let in. An organization is told whether it is the resource's
    /// own or not.
    ///
    /// - Throws: why it cannot be told.
    public func external() throws(Untold) -> [Grantee] {
        if let doubt = policy.anyDoubt { throw Untold(reason: doubt) }
        if policy.hasVariable("aws:resourceorgid") {
            throw Untold(reason: "the organization of the resource's account is not known")
        }
        let actions = policy.statements.reduce(0) { $0 + $1.actions.items.count }
        guard stranger.accounts.count * actions <= Self.mostPairs else {
            throw Untold(reason: Undecidable.tooMuch.text)
        }
        do {
            var grantees: [Grantee] = []
            for (kind, id, boxes) in try candidates() {
                if let grantee = try grantee(kind, id, boxes) { grantees.append(grantee) }
            }
            return grantees
        } catch let untold as Untold {
            throw untold
        } catch {
            throw Untold(reason: (error as? Undecidable)?.text ?? "\(error)")
        }
    }

    /// Why it cannot be told who is let in.
    public struct Untold: Error, Hashable, Sendable, CustomStringConvertible {
        public let reason: String

        public var description: String { reason }
    }

    /// Of an account and an action that are named: beyond it who is let in is not known.
    private static let mostPairs = 40_000

    private typealias Candidate = (kind: Grantee.Kind, id: String, boxes: [Box])

    private func candidates() throws(Undecidable) -> [Candidate] {
        var candidates: [Candidate] = []
        for account in stranger.accounts.sorted() where account != subject.owner {
            let own = try Box([Self.principals(Principal.globs(account: Glob(literal: account)))])
            let bySource = try ["aws:sourceaccount", "aws:sourceowner"]
                .filter { names(account, under: $0) }.map { key throws(Undecidable) in
                    try stranger.service(knowing: [
                        "aws:sourceaccount", "aws:sourceowner", "aws:sourcearn",
                    ])
                    .narrowed((key: key, set: .texts(.matching([Glob(literal: account)]))))
                }
            var byARN: [Box] = []
            if names(account, under: "aws:sourcearn") {
                let ofAccount = KeySet.texts(.matching([Glob("arn:*:*:*:\(account):*")]))
                byARN = [
                    try stranger.service(knowing: ["aws:sourcearn", "aws:sourceaccount"])
                        .narrowed((key: "aws:sourcearn", set: ofAccount))
                ]
            }
            candidates.append((.account, account, [own] + bySource + byARN))
        }
        for (id, boxes) in try organizations() { candidates.append((.organization, id, boxes)) }
        let patterns = policy.statements.flatMap { $0.principals?.items ?? [] } + servicesByKey
        for pattern in Set(patterns).sorted() {
            let named = try Box([Self.principals(pattern.globs)])
            switch pattern {
            case .service(let name):
                let box = try stranger.service().narrowed(Self.principals(pattern.globs))
                candidates.append((.service, name, [box]))
            case .federated(let provider): candidates.append((.provider, provider, [named]))
            case .canonicalUser(let id): candidates.append((.canonicalUser, id, [named]))
            default: break
            }
        }
        return candidates
    }

    /// Whether a condition on a key names an account.
    private func names(_ account: String, under key: String) -> Bool {
        policy.statements.lazy.flatMap(\.conditions).contains { condition in
            condition.key == key && condition.values.contains { $0.text.contains(account) }
        }
    }

    /// Services that are let in among everyone by what only they carry.
    private var servicesByKey: [PrincipalPattern] {
        policy.statements.flatMap(\.conditions).flatMap { condition -> [PrincipalPattern] in
            switch condition.key {
            case "aws:principalservicename": condition.values.map { .service($0.text) }
            case "aws:principalisawsservice": [.service("*")]
            default: []
            }
        }
    }

    private func organizations() throws(Undecidable) -> [(String, [Box])] {
        let whole = ["aws:principalorgid", "aws:sourceorgid", "aws:vpceorgid"]
        let paths = ["aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"]
        var ids: Set<String> = []
        for condition in policy.statements.flatMap(\.conditions)
        where whole.contains(condition.key) || paths.contains(condition.key) {
            for value in condition.values {
                let id = value.text.prefix { $0 != "/" }
                if !id.contains(where: { $0 == "*" || $0 == "?" || $0 == "$" }) {
                    ids.insert(String(id))
                }
            }
        }
        return try ids.sorted().map { id throws(Undecidable) in
            let name = KeySet.texts(.matching([Glob(literal: id)]))
            let path = KeySet(
                mayBeAbsent: false,
                some: [.texts(.matching([Glob(literal: id + "/") + .everything]))]
            )
            let member = try stranger.customer(knowing: whole + paths).narrowed(
                (key: whole[0], set: name)
            )
            .narrowed((key: paths[0], set: path))
            let source = try stranger.service(knowing: whole + paths).narrowed(
                (key: whole[1], set: name)
            )
            .narrowed((key: paths[1], set: path))
            return (id, [member, source])
        }
    }

    private func grantee(_ kind: Grantee.Kind, _ id: String, _ boxes: [Box]) throws -> Grantee? {
        var actions: Set<String> = []
        var found: Request?
        for statement in policy.statements where statement.isAllow {
            // What another statement lets somebody do is no action of this one.
            let alone = alone(statement)
            let boxes = try statement.meeting(boxes)
            if boxes.isEmpty { continue }
            let items: [(text: String, set: StringSet)] =
                statement.actions.isAllBut
                ? [
                    (
                        "all but " + statement.actions.items.sorted().joined(separator: ", "),
                        .matchingNone(of: statement.actions.items.map { Glob($0, folds: true) })
                    )
                ] : statement.actions.items.map { ($0, .matching([Glob($0, folds: true)])) }
            for item in items where !actions.contains(item.text) {
                guard let request = try alone.request(item.set, in: boxes) else { continue }
                found = found ?? request
                actions.insert(item.text)
            }
        }
        return found.map {
            Grantee(kind: kind, id: id, actions: actions.sorted(), request: $0)
        }
    }

    /// One of the actions that is let in for certain, in one of the boxes.
    private func request(_ actions: StringSet, in boxes: [Box]) throws -> Request? {
        var doubt: String?
        for box in boxes {
            let narrowed = try box.narrowed((key: RequestSide.action, set: .texts(actions)))
            switch try question(narrowed).answer() {
            case .yes(let request): return telling(request)
            case .unknown(let reason): doubt = reason
            case .no: continue
            }
        }
        if let doubt { throw Untold(reason: doubt) }
        return nil
    }

    private static func principals(_ globs: [Glob]) -> Box.Side {
        (key: RequestSide.principal, set: .texts(.matching(globs)))
    }
}

extension PolicyStatement {
    /// Those of the boxes of which it may match something.
    fileprivate func meeting(_ boxes: [Box]) throws(Undecidable) -> [Box] {
        guard let sides = sides(Reading()) else { return [] }
        var solver = Solver { _ in false }
        var found: [Box] = []
        for box in boxes where try solver.first(box, in: [[sides]]) != nil { found.append(box) }
        return found
    }
}

extension PrincipalPattern: Comparable {
    public static func < (left: PrincipalPattern, right: PrincipalPattern) -> Bool {
        left.name < right.name
    }

    private var name: String {
        switch self {
        case .everyone: "*"
        case .account(let id), .deleted(let id), .canonicalUser(let id): id
        case .identity(let text), .service(let text), .federated(let text): text
        case .session(let account, let role, let name): "\(account)/\(role)/\(name)"
        }
    }
}

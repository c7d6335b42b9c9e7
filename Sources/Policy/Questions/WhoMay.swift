/// Who may do something: a question about every request that is left open.
public enum WhoMay: Sendable, Hashable {
    /// Anybody outside of the resource's account but AWS's services.
    case anyone
    /// Somebody of an account.
    case account(String)
    case principal(Principal)
    /// Whoever has the identity policies.
    case holder
}

extension Inquiry {
    /// What can be said, and on what it rests.
    public struct Finding: Sendable, Hashable {
        public let answer: PolicyAnswer
        /// The one that allows it.
        public let statement: PolicyStatement?
        public let because: String

        public init(
            _ answer: PolicyAnswer,
            _ statement: PolicyStatement? = nil,
            because: String
        ) {
            self.answer = answer
            self.statement = statement
            self.because = because
        }

        static func unknown(_ reason: String) -> Finding {
            Finding(.unknown(reason), because: reason)
        }
    }

    /// Requests of one kind of principals.
    struct Asked {
        let principals: KeySet
        let isIdentity: Bool
        let isSameAccount: Bool
        let policies: PolicySet
        /// One that is asked about; nil: several.
        var principal: Principal?
        /// Whether they are of whatever account the resource is of.
        var areOfItsAccount = false
        /// What none of them carries, unless it is given.
        var without: [Box.Side] = []
    }

    /// How things may be where not all was said.
    struct Supposition {
        /// Any of these requests will do.
        let kinds: [Asked]
        /// What to give where this decides: how it differs from the first supposition.
        var hints: [String] = []
    }

    /// Whether a request of the asked kind is allowed: action and resource may be patterns, and keys
    /// that are not given may have any value.
    public func finding(_ who: WhoMay) -> Finding {
        let findings = resourcePolicies.choices.enumerated().flatMap { at, resource in
            var inquiry = self
            inquiry.policies.resource = resource
            let hints = at > 0 ? [resourcePolicies.hint] : []
            return inquiry.suppositions(who).map { (inquiry.finding($0.kinds), $0.hints + hints) }
        }
        let first = findings[0].0
        let others = findings.filter { !$0.0.answer.isLike(first.answer) }
        guard !others.isEmpty else { return first }
        let alone = others.filter { $0.1.count == 1 }
        var hints: [String] = []
        for hint in (alone.isEmpty ? others : alone).flatMap(\.1) where !hints.contains(hint) {
            hints.append(hint)
        }
        let reason =
            "it depends on what was not said: give \(hints.joined(separator: ", or "))"
        return .unknown(reason)
    }

    private func finding(_ kinds: [Asked]) -> Finding {
        var unknown: String?
        for asked in kinds {
            switch answer(asked) {
            case .no: continue
            case .unknown(let reason): unknown = unknown ?? reason
            case .yes(let request)
            where !needsResourcePolicy && policies.resource == nil
                && needsResourcePolicy(for: request.action):
                unknown =
                    unknown ?? "it depends on what was not said: give \(resourcePolicies.hint)"
            case .yes(let request):
                let statement =
                    asked.policies.resource?.allowing(request)
                    ?? asked.policies.identity.lazy.compactMap { $0.allowing(request) }.first
                return Finding(
                    .yes(telling(request.tellingPath, asked)),
                    statement,
                    because: statement.map { "\($0.title) allows it" } ?? "it is allowed"
                )
            }
        }
        if let unknown { return .unknown(unknown) }
        return Finding(.no, because: "no request of that kind is allowed")
    }

    private func answer(_ asked: Asked) -> PolicyAnswer {
        do throws(Undecidable) {
            let fixed = asked.principal.map { keys(of: $0) } ?? allKeys
            var sides: [Box.Side] = [
                (key: RequestSide.principal, set: asked.principals),
                (
                    key: RequestSide.action,
                    set: .texts(.matching([Glob(action, folds: true)]))
                ),
                // Nothing else is the name of an action.
                (key: RequestSide.action, set: .texts(.matching([Glob("?*:?*")]))),
                (key: RequestSide.resource, set: .texts(.matching(resourceGlobs))),
            ]
            for (key, values) in fixed.sorted(by: { $0.key < $1.key })
            where DerivedKey(key) == nil {
                sides.append((key: key, set: asked.policies.set(of: key, values)))
            }
            sides += asked.without.filter { fixed[$0.key] == nil }
            var question = Question(
                asked.policies,
                Situation(
                    isSameAccount: asked.isSameAccount,
                    needsResourcePolicy: needsResourcePolicy
                ),
                about: try Box(sides),
                isIdentity: asked.isIdentity
            )
            question.reading.known = known(fixed, asked.principal)
            question.preferred = preferred(asked)
            return question.answer()
        } catch {
            return .unknown(error.text)
        }
    }

    /// A bucket stands for its objects too.
    private var resourceGlobs: [Glob] {
        let isBucket = resource.contains(":s3:::") && !resource.contains("/")
        return isBucket ? [Glob(resource), Glob(resource + "/*")] : [Glob(resource)]
    }

    /// What variables stand for.
    private func known(_ keys: [String: [String]], _ principal: Principal?) -> [String: String] {
        var known = keys.compactMapValues { $0.count == 1 ? $0[0] : nil }
        if let account = principal?.account { known["aws:principalaccount"] = account }
        return known
    }

    /// Examples that say more than the shortest texts.
    private func preferred(_ asked: Asked) -> [String: [String]] {
        var preferred = [RequestSide.resource: [resource, resource + "/x"]]
        let isOneAction = !action.contains("*") && !action.contains("?")
        preferred[RequestSide.action] = isOneAction ? [action] : examples(asked.policies)
        let named = (asked.policies.resource?.namedAccounts ?? []).prefix(Self.mostPreferred)
        let accounts =
            [Self.outsider] + named.filter { $0 != account }
            + [account].compactMap(\.self)
        // A root can call STS to assume no role.
        let roots = action.lowercased().hasPrefix("sts:") ? [] : ["root"]
        let names = roots + ["user/somebody", "role/somebody\u{1}session"]
        preferred[RequestSide.principal] =
            ["anonymous"]
            + accounts.flatMap { id in names.map { "aws:arn:aws:iam::\(id):\($0)" } }
            + asked.policies.examplesOfRoles(account: Self.outsider)
        return preferred
    }

    /// Actions that need no policy which was not given come first.
    private func examples(_ policies: PolicySet) -> [String] {
        let actions = actionsElsewhere + policies.examplesOfActions
        return actions.filter { !needsResourcePolicy(for: $0) }
            + actions.filter { needsResourcePolicy(for: $0) }
    }

    /// The request with the account of the resource, where it is that of the principal and nothing else
    /// tells it: without it ``evaluation(of:)`` could not decide.
    private func telling(_ request: Request, _ asked: Asked) -> Request {
        guard asked.isSameAccount, account == nil, let id = request.principal.account else {
            return request
        }
        var (principal, keys) = (request.principal, request.keys)
        let own = Inquiry(
            asked.policies,
            hasIdentity: true,
            action: request.action,
            resource: request.resource,
            keys: keys
        ).account
        if let own, own != id {
            guard asked.areOfItsAccount, case .identity(let arn, let session) = principal else {
                return request
            }
            principal = .identity(
                arn: arn.replacing("::\(id):", with: "::\(own):"),
                session: session
            )
        } else if own == nil {
            keys["aws:resourceaccount"] = [id]
        }
        let told = Request(principal, request.action, on: request.resource, keys: keys)
        let situation = Situation(isSameAccount: true, needsResourcePolicy: needsResourcePolicy)
        let found = Evaluation.of(told, under: asked.policies, situation)
        return found.decision == .allowed ? told : request
    }

    /// Accounts of which somebody is an example: each costs a look.
    private static let mostPreferred = 8

    /// An account that AWS's documentation uses for examples.
    static let outsider = "999999999999"
}

extension Request {
    /// With the ARN of a role that has a path: the session's ARN leaves it out.
    fileprivate var tellingPath: Request {
        guard case .identity(let arn, .some) = principal,
            arn.split(separator: "/").count > 2
        else { return self }
        var keys = keys
        keys["aws:principalarn"] = [arn]
        return Request(principal, action, on: resource, keys: keys)
    }
}

extension PolicyAnswer {
    fileprivate func isLike(_ other: PolicyAnswer) -> Bool {
        switch (self, other) {
        case (.yes, .yes), (.no, .no), (.unknown, .unknown): true
        default: false
        }
    }
}

extension PolicySet {
    /// What a request carries that has these values of a key, as the conditions compare it.
    func set(of key: String, _ values: [String]) -> KeySet {
        if values.isEmpty { return .absent }
        let tests = documents.flatMap(\.statements).flatMap(\.conditions)
            .filter { $0.key == key }.map(\.test.comparison)
        func one(_ value: String) -> ValueSet {
            for test in tests {
                switch test {
                case .ipAddress:
                    if let network = PolicyCondition.network(value) {
                        return .networks(NetworkSet([network]))
                    }
                case .numericEquals, .numericLessThan, .numericLessThanEquals,
                    .numericGreaterThan, .numericGreaterThanEquals:
                    if let number = PolicyCondition.number(value) { return .numbers(.only(number)) }
                case .dateEquals, .dateLessThan, .dateLessThanEquals, .dateGreaterThan,
                    .dateGreaterThanEquals:
                    if let time = PolicyCondition.time(value) { return .times(.only(time)) }
                default: break
                }
            }
            return .texts(.matching([Glob(literal: value)]))
        }
        if values.count == 1 { return KeySet(mayBeAbsent: false, each: one(values[0])) }
        let all = ValueSet.texts(.matching(values.map { Glob(literal: $0) }))
        return KeySet(mayBeAbsent: false, each: all, some: values.map(one))
    }

    /// Actions that its policies name, and the best known of all.
    var examplesOfActions: [String] {
        documents.flatMap(\.statements).filter(\.isAllow).flatMap(\.actions.items)
            .filter { !$0.contains("*") && !$0.contains("?") } + ["s3:GetObject"]
    }

    /// Sessions of roles, and users, as conditions on `aws:PrincipalArn` describe them.
    func examplesOfRoles(account: String) -> [String] {
        documents.flatMap(\.statements).flatMap(\.conditions)
            .filter { $0.key == "aws:principalarn" }.flatMap(\.values).flatMap { value in
                var parts = value.text.split(
                    separator: ":",
                    maxSplits: 5,
                    omittingEmptySubsequences: false
                ).map { String($0) }
                guard parts.count == 6 else { return [String]() }
                if parts[4].contains("*") || parts[4].contains("?") { parts[4] = account }
                if parts[1] == "*" { parts[1] = "aws" }
                let arn = parts.joined(separator: ":").split(separator: "*").joined(separator: "x")
                return ["aws:" + arn + "\u{1}session", "aws:" + arn]
            }
    }
}

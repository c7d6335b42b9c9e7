/// Requests of somebody whom a policy does not name: of no account, organization, network endpoint or
/// resource that it fixes.
struct Stranger {
    /// What a stranger's keys are none of, by key.
    private let taken: [String: [Glob]]
    /// Accounts that the policy names, and the resource's own.
    let accounts: Set<String>
    /// Keys of the policy that only somebody with tags carries.
    private let tags: [String]

    /// What a variable stands for in every request: the resource's account is its owner. Its organization
    /// is not known, and nobody's name for it is one that a stranger has.
    static func variables(owner: String?) -> [String: String] {
        var known = ["aws:resourceorgid": organization]
        if let owner { known["aws:resourceaccount"] = owner }
        return known
    }

    /// Stands for the organization of the resource.
    private static let organization = "\u{F0000}the organization of the resource\u{F0001}"

    init(_ policy: PolicyDocument, owner: String?) {
        let variables = Self.variables(owner: owner)
        tags = policy.keys.filter { $0.hasPrefix("aws:principaltag/") }.sorted()
        var taken: [String: [Glob]] = [:]
        var accounts = Set([owner].compactMap(\.self))
        for statement in policy.statements {
            for pattern in statement.principals?.items ?? [] {
                pattern.account.map { _ = accounts.insert($0) }
            }
            for condition in statement.conditions {
                guard let key = PinningKey.all.first(where: { $0.name == condition.key }) else {
                    continue
                }
                for value in condition.values.map({ $0.filled(variables) }) {
                    taken[key.name, default: []] += key.taken(by: value)
                    accounts.formUnion(key.accounts(in: value))
                }
            }
        }
        self.taken = taken
        self.accounts = accounts
    }

    /// Somebody on the internet without credentials.
    func anonymous() throws(Undecidable) -> Box {
        try Box(
            keys() + [(key: RequestSide.principal, set: Self.texts([Glob(literal: "anonymous")]))]
                + ofNobody
        )
    }

    /// A user or role of an account that the policy does not name.
    ///
    /// - Parameter known: keys of which it may have values that the policy names.
    func customer(knowing known: [String] = []) throws(Undecidable) -> Box {
        try Box(keys(but: known) + principals(Principal.identities))
    }

    /// A service of AWS on behalf of somebody whom the policy does not name.
    func service(knowing known: [String] = []) throws(Undecidable) -> Box {
        try Box(keys(but: known) + principals(Principal.isService) + ofNobody)
    }

    private func keys(but known: [String] = []) -> [Box.Side] {
        taken.filter { DerivedKey($0.key) == nil && !known.contains($0.key) }.sorted {
            $0.key < $1.key
        }.map { key, globs in
            (
                key: key,
                set: KeySet(mayBeAbsent: true, each: .texts(.matchingNone(of: globs)))
            )
        }
    }

    private func principals(_ globs: [Glob]) -> [Box.Side] {
        let named = accounts.sorted().flatMap { Principal.globs(account: Glob(literal: $0)) }
        return [
            (key: RequestSide.principal, set: Self.texts(globs)),
            (
                key: RequestSide.principal,
                set: KeySet(mayBeAbsent: false, each: .texts(.matchingNone(of: named)))
            ),
        ]
    }

    private static func texts(_ globs: [Glob]) -> KeySet { .texts(.matching(globs)) }

    /// Keys that only a request of an identity carries.
    /// Source: IAM User Guide, "AWS global condition context keys".
    static let ofNobody = [
        "aws:principalorgid", "aws:principalorgpaths", "aws:username", "aws:multifactorauthpresent",
        "aws:multifactorauthage",
    ].map { (key: $0, set: KeySet.absent) }

    /// These, and the tags of a user or role: "aws:PrincipalTag/tag-key" is there for those alone.
    private var ofNobody: [Box.Side] { Self.ofNobody + tags.map { (key: $0, set: .absent) } }
}

extension PolicyDocument {
    /// The condition keys that it compares or has as variables.
    var keys: Set<String> {
        var keys: Set<String> = []
        for statement in statements {
            keys.formUnion(statement.conditions.map(\.key))
            for text in (statement.resources?.items ?? []) + statement.conditions.flatMap(\.values)
            {
                for case .variable(let key, _) in text.parts { keys.insert(key) }
            }
        }
        return keys
    }

    /// Whether it has a variable, by its key's name.
    func hasVariable(_ name: String) -> Bool {
        statements.contains { statement in
            ((statement.resources?.items ?? []) + statement.conditions.flatMap(\.values)).contains {
                $0.parts.contains { part in
                    if case .variable(name, _) = part { true } else { false }
                }
            }
        }
    }
}

extension PrincipalPattern {
    /// The account that it names.
    var account: String? {
        switch self {
        case .account(let id), .session(let id, _, _): id
        case .identity(let arn): Principal.identity(arn: arn, session: nil).account
        default: nil
        }
    }
}

extension PinningKey {
    /// The accounts that a value names.
    func accounts(in value: PolicyText) -> [String] {
        let text = value.text
        let candidate: Substring
        switch kind {
        case .whole: candidate = text[...]
        case .account:
            let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            candidate = parts.count == 6 ? parts[4] : ""
        case .organization, .identifier, .flag: return []
        }
        guard candidate.isAccountID else { return [] }
        return [String(candidate)]
    }
}

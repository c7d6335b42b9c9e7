/// Requests of somebody whom a policy does not name: of no account, organization, network endpoint or
/// resource that it fixes.
struct Stranger {
    /// What a stranger's keys are none of, by key.
    private let taken: [String: [Glob]]
    /// Accounts that the policy names, and the resource's own.
    let accounts: Set<String>

    init(_ policy: PolicyDocument, owner: String?) {
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
                for value in condition.values {
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
                + Self.ofNobody
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
        try Box(keys(but: known) + principals(Principal.isService) + Self.ofNobody)
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
        guard candidate.utf8.count == 12, candidate.utf8.allSatisfy({ (48...57).contains($0) })
        else { return [] }
        return [String(candidate)]
    }
}

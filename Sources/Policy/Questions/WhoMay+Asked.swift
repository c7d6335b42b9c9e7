extension Inquiry {
    private static let accountHint = "the resource's account as 'aws:ResourceAccount' in keys"
    private static let identityHint = "the principal's own policies"

    /// The requests that a question is about, in each way that things may be.
    func suppositions(_ who: WhoMay) -> [Supposition] {
        switch who {
        case .anyone: outsiders
        case .account(let id): members(of: id)
        case .principal(let principal): those(of: principal)
        case .holder: [Supposition(kinds: [holders])]
        }
    }

    /// Of principals whose own policies are theirs to write.
    private var resourceAlone: PolicySet {
        PolicySet(
            identity: [Self.everything],
            resource: policies.resource,
            resourceControl: policies.resourceControl
        )
    }

    /// Where the resource's account is not known it may be any, and each that its policy names.
    private var outsiders: [Supposition] {
        if let account { return [outsiders(of: [account])] }
        let named = policies.resource?.namedAccounts ?? []
        return [outsiders(of: [])]
            + named.map { id in
                var outside = outsiders(of: [id])
                outside.hints = [Self.accountHint]
                return outside
            }
    }

    private func outsiders(of accounts: [String]) -> Supposition {
        let nobodies = ["anonymous", "federated:?*"].map { Glob($0) }
        let own = accounts.flatMap { Principal.globs(account: Glob(literal: $0)) }
        let identities = StringSet.matching(Principal.identities)
            .intersection(.matchingNone(of: own))
        return Supposition(kinds: [
            Asked(
                principals: .texts(.matching(nobodies)),
                isIdentity: false,
                isSameAccount: false,
                policies: resourceAlone,
                without: Stranger.ofNobody
            ),
            Asked(
                principals: .texts(.matching([Glob("canonical:?*")])),
                isIdentity: false,
                isSameAccount: false,
                policies: resourceAlone
            ),
            Asked(
                principals: .texts(identities),
                isIdentity: true,
                isSameAccount: false,
                policies: resourceAlone
            ),
        ])
    }

    private func members(of id: String) -> [Supposition] {
        let members = StringSet.matching(Principal.identities)
            .intersection(.matching(Principal.globs(account: Glob(literal: id))))
        var policies = resourceAlone
        policies.serviceControl = self.policies.serviceControl
        return inAccounts(id) { isSameAccount in
            Asked(
                principals: .texts(members),
                isIdentity: true,
                isSameAccount: isSameAccount,
                policies: policies
            )
        }
    }

    private func those(of principal: Principal) -> [Supposition] {
        let policies = limited(principal)
        func asked(_ globs: [Glob], _ policies: PolicySet, _ isSameAccount: Bool) -> Asked {
            Asked(
                principals: .texts(.matching(globs)),
                isIdentity: principal.account != nil,
                isSameAccount: isSameAccount,
                policies: policies,
                principal: principal,
                without: principal.isNobody ? Stranger.ofNobody : []
            )
        }
        guard case .identity(let arn, let session) = principal else {
            let one = [Glob(literal: principal.text)]
            return [Supposition(kinds: [asked(one, policies, false)])]
        }
        let isAnySession = session == nil && arn.contains(":role/")
        let globs = [Glob(literal: principal.text) + Glob(isAnySession ? "\u{1}?*" : "")]
        var free = policies
        free.identity = [Self.everything]
        // A root needs no policies.
        let own = hasIdentity || !arn.hasSuffix(":root") ? policies : free
        let known = inAccounts(principal.account ?? "") { asked(globs, own, $0) }
        guard !hasIdentity, own.identity.isEmpty else { return known }
        return known
            + inAccounts(principal.account ?? "") { asked(globs, free, $0) }.map { supposition in
                var supposition = supposition
                supposition.hints.append(Self.identityHint)
                return supposition
            }
    }

    private var holders: Asked {
        var principals = StringSet.matching(Principal.identities)
        if let account {
            let own = Principal.globs(account: Glob(literal: account))
            principals = principals.intersection(.matching(own))
        }
        return Asked(
            principals: .texts(principals),
            isIdentity: true,
            isSameAccount: true,
            policies: policies,
            areOfItsAccount: true
        )
    }

    /// In the resource's account or outside of it; both where that is not known.
    private func inAccounts(_ id: String, _ asked: (Bool) -> Asked) -> [Supposition] {
        if let account { return [Supposition(kinds: [asked(account == id)])] }
        return [
            Supposition(kinds: [asked(true)]),
            Supposition(kinds: [asked(false)], hints: [Self.accountHint]),
        ]
    }
}

extension Principal {
    /// Of no account: it has no organization, user name or device.
    fileprivate var isNobody: Bool {
        switch self {
        case .anonymous, .service, .federated: true
        case .identity, .canonicalUser: false
        }
    }
}

extension PolicyDocument {
    /// The accounts that its statements name, by themselves or by one of their principals.
    var namedAccounts: [String] {
        var accounts: Set<String> = []
        func name(_ arn: String) {
            guard let id = Principal.identity(arn: arn, session: nil).account else { return }
            accounts.insert(id)
        }
        for statement in statements {
            for pattern in statement.principals?.items ?? [] {
                switch pattern {
                case .account(let id), .session(let id, _, _): accounts.insert(id)
                case .identity(let arn): name(arn)
                default: break
                }
            }
            for condition in statement.conditions {
                switch condition.key {
                case "aws:principalaccount", "kms:calleraccount":
                    accounts.formUnion(condition.values.map(\.text))
                case "aws:principalarn": condition.values.forEach { name($0.text) }
                default: break
                }
            }
        }
        return accounts.filter(\.isAccountID).sorted()
    }
}

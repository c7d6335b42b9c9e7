/// What the tags of accounts are needed for; reading them costs a call for each account.
public enum AccountTagUse: Sendable, Hashable, CaseIterable {
    /// An environment is matched by a tag.
    case environments
    /// A guardrail's condition looks at `account.tags`.
    case conditions
    /// A guardrail of the account itself, whose tags are those of its resource: for `tag()`, and for
    /// exceptions by tag.
    case accountResource
    /// An exception by tag is recorded with the account's owner where the resource names none. A
    /// convenience: without the tags it has no owner, and judges alike.
    case exceptionOwner
}

extension RuleBook {
    /// What the tags of accounts are used for.
    public var accountTagUses: Set<AccountTagUse> {
        var uses: Set<AccountTagUse> = []
        if configuration.environments.contains(where: { !$0.tags.isEmpty }) {
            uses.insert(.environments)
        }
        return guardrails.reduce(into: uses) { $0.formUnion($1.accountTagUses) }
    }

    /// Whether anything would be judged otherwise without the tags of accounts.
    public var needsAccountTags: Bool {
        !accountTagUses.isSubset(of: [.exceptionOwner])
    }
}

extension Guardrail {
    fileprivate var accountTagUses: Set<AccountTagUse> {
        var uses: Set<AccountTagUse> = []
        if looks(at: ["account", "tags"]) { uses.insert(.conditions) }
        if !type.isRead,
            exceptsByTagAnywhere || looks(at: ["resource", "tags"])
                || looks(at: ["resource", "tag()"])
        {
            uses.insert(.accountResource)
        }
        if exceptsByTagAnywhere { uses.insert(.exceptionOwner) }
        return uses
    }

    /// Whether a condition names it, something below it, or passes on whole what it is in.
    private func looks(at path: [String]) -> Bool {
        programs.contains { $0.reads.contains { zip($0, path).allSatisfy(==) } }
    }
}

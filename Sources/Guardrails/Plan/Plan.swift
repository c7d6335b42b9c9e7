/// The smallest set of jobs that judges every guardrail wherever it applies.
///
/// - Parameter regions: the regions to look at, by account id. An account that is missing has
///   none: its role could not be assumed.
public func plan(
    _ guardrails: [Guardrail],
    estate: Estate,
    regions: [String: [String]],
    narrowing: Narrowing
) -> [Scope] {
    let guardrails = guardrails.filter { $0.isSwept && narrowing.allows(guardrail: $0.name) }
    var jobs: [Scope] = []
    for account in estate.accounts where narrowing.allows(account) && !account.isSuspended {
        guard let regions = regions[account.id] else { continue }
        var scopes: Set<Scope> = []
        for guardrail in guardrails where guardrail.applies(to: account) {
            scopes.formUnion(guardrail.scopes(of: account, regions, narrowing))
        }
        jobs += scopes.sorted { ($0.region, $0.service) < ($1.region, $1.service) }
    }
    return jobs
}

/// The jobs that judge over what those of ``plan(_:estate:regions:narrowing:)`` committed, to be done
/// when these have ended.
public func planJoins(
    _ guardrails: [Guardrail],
    estate: Estate,
    regions: [String: [String]],
    narrowing: Narrowing
) -> [Scope] {
    var jobs: Set<Scope> = []
    for account in estate.accounts where narrowing.allows(account) && !account.isSuspended {
        guard let regions = regions[account.id] else { continue }
        for guardrail in guardrails
        where guardrail.isJoin && guardrail.isSwept && guardrail.applies(to: account)
            && narrowing.allows(guardrail: guardrail.name)
        {
            for region in guardrail.regions(among: regions, narrowing) {
                jobs.insert(
                    Scope(account: account.id, region: region, service: guardrail.type.service)
                )
            }
        }
    }
    return jobs.sorted {
        ($0.account, $0.region, $0.service) < ($1.account, $1.region, $1.service)
    }
}

extension Guardrail {
    /// Where its own type and those related to it are read.
    fileprivate func scopes(
        of account: Account,
        _ enabled: [String],
        _ narrowing: Narrowing
    ) -> [Scope] {
        let own = regions(among: enabled, narrowing)
        // What belongs to the whole account looks at all its regions.
        let around = type.isGlobal ? enabled.filter { narrowing.allows(region: $0) } : own
        let types = (type.isRead ? [(type, own)] : []) + related.map { ($0.type, around) }
        return types.flatMap { type, regions in
            (type.isGlobal ? [Scope.global] : regions).map {
                Scope(account: account.id, region: $0, service: type.service)
            }
        }
    }

    /// A global service is one job, whatever regions its resources live in.
    fileprivate func regions(among enabled: [String], _ narrowing: Narrowing) -> [String] {
        guard !type.isGlobal else { return [Scope.global] }
        return enabled.filter { region in
            (filters.regions.isEmpty || filters.regions.contains(region))
                && narrowing.allows(region: region)
        }
    }
}

extension Narrowing {
    public func allows(guardrail name: String) -> Bool {
        guardrails.isEmpty || guardrails.contains(name)
    }

    public func allows(region: String) -> Bool { regions.isEmpty || regions.contains(region) }

    public func allows(_ account: Account) -> Bool {
        (accounts.isEmpty || accounts.contains(account.id))
            && (environments.isEmpty || account.environment.map(environments.contains) == true)
    }
}

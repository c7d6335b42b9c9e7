/// Where jobs are to be done: the same places in many accounts.
public struct Plan: Sendable, Hashable {
    /// A service in a region.
    public struct Place: Sendable, Hashable, Comparable {
        public let region: String
        public let service: String

        public static func < (left: Self, right: Self) -> Bool {
            (left.region, left.service) < (right.region, right.service)
        }
    }

    /// Accounts that are looked at in the same places.
    fileprivate struct Group: Sendable, Hashable {
        let places: Set<Place>
        /// Ids, sorted.
        var accounts: [String] = []
    }

    fileprivate var groups: [Group] = []

    /// Nowhere.
    public init() {}

    public var count: Int { groups.reduce(0) { $0 + $1.places.count * $1.accounts.count } }

    /// One after another, by place: those of one account lie far apart, so that one whose gate is
    /// full does not hold up the rest.
    public var scopes: some Sequence<Scope> {
        places.lazy.flatMap { place in
            accounts(at: place).lazy.map {
                Scope(account: $0, region: place.region, service: place.service)
            }
        }
    }

    /// Sorted.
    public var places: [Place] {
        groups.reduce(into: Set()) { $0.formUnion($1.places) }.sorted()
    }

    /// In the order of ``scopes``.
    public func accounts(at place: Place) -> [String] {
        groups.filter { $0.places.contains(place) }.flatMap(\.accounts)
    }
}

/// The smallest set of scans that judges every guardrail wherever it applies.
///
/// - Parameter regions: the regions to look at, by account id. An account that is missing has
///   none: its role could not be assumed.
public func plan(
    _ guardrails: [Guardrail],
    estate: Estate,
    regions: [String: [String]],
    narrowing: Narrowing
) -> Plan {
    plan(guardrails, estate, regions, narrowing) { applying, all, regions in
        Set(
            applying.flatMap { $0.places(among: regions, narrowing) }
                + all.flatMap { $0.estatePlaces(among: regions, narrowing) }
        )
    }
}

/// The jobs that judge over what those of ``plan(_:estate:regions:narrowing:)`` committed, to be done
/// when these have ended in the account, or in all.
///
/// - Parameter ground: those of guardrails that are judged over the account, or over the estate.
public func planJoins(
    _ guardrails: [Guardrail],
    over ground: Guardrail.Ground = .account,
    estate: Estate,
    regions: [String: [String]],
    narrowing: Narrowing
) -> Plan {
    let guardrails = guardrails.filter { $0.ground == ground }
    return plan(guardrails, estate, regions, narrowing) { applying, _, regions in
        Set(
            applying.flatMap { guardrail in
                guardrail.regions(among: regions, narrowing).map {
                    Plan.Place(region: $0, service: guardrail.type.service)
                }
            }
        )
    }
}

/// - Parameter places: those of an account, by the guardrails that apply to it, all that are swept,
///   and its regions.
private func plan(
    _ guardrails: [Guardrail],
    _ estate: Estate,
    _ regions: [String: [String]],
    _ narrowing: Narrowing,
    _ places: ([Guardrail], [Guardrail], [String]) -> Set<Plan.Place>
) -> Plan {
    /// What decides the places of an account: few differ, however many accounts there are.
    struct Profile: Hashable {
        /// Their positions.
        let guardrails: [Int]
        let regions: [String]
    }
    let guardrails = guardrails.filter { $0.isSwept && narrowing.allows(guardrail: $0.name) }
    var plan = Plan()
    var groups: [Profile: Int] = [:]
    for account in estate.accounts.sorted(by: { $0.id < $1.id })
    where narrowing.allows(account) && !account.isSuspended {
        guard let regions = regions[account.id] else { continue }
        let applying = guardrails.indices.filter { guardrails[$0].applies(to: account) }
        let profile = Profile(guardrails: applying, regions: regions)
        if groups[profile] == nil {
            groups[profile] = plan.groups.count
            let places = places(applying.map { guardrails[$0] }, guardrails, regions)
            plan.groups.append(Plan.Group(places: places))
        }
        if let group = groups[profile] { plan.groups[group].accounts.append(account.id) }
    }
    return plan
}

extension Guardrail {
    /// Where its own type and those related to it are read.
    fileprivate func places(
        among enabled: [String],
        _ narrowing: Narrowing
    ) -> [Plan.Place] {
        let own = regions(among: enabled, narrowing)
        // What belongs to the whole account looks at all its regions.
        let around = type.isGlobal ? enabled.filter { narrowing.allows(region: $0) } : own
        let near = related.filter { $0.reach == .account }
        let types = (type.isRead ? [(type, own)] : []) + near.map { ($0.type, around) }
        return types.flatMap { type, regions in
            (type.isGlobal ? [Scope.global] : regions).map {
                Plan.Place(region: $0, service: type.service)
            }
        }
    }

    /// Where the types are read that it looks for in every account.
    fileprivate func estatePlaces(
        among enabled: [String],
        _ narrowing: Narrowing
    ) -> [Plan.Place] {
        estateTypes.flatMap { type in
            (type.isGlobal ? [Scope.global] : enabled.filter { narrowing.allows(region: $0) }).map {
                Plan.Place(region: $0, service: type.service)
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

import Policy

/// Finds the ways to become more that a principal has.
struct EscalationSearch {
    /// A way that it has.
    struct Found {
        let way: Escalation
        let reach: Escalation.Reach
        /// One for each action that it takes; the first shows the reach.
        let requests: [Request]

        var isAdministrative: Bool { way.isAdministrative(reach) }
    }

    enum Result {
        case none
        case found(Found)
        /// What the policies leave open.
        case unknown(String)
    }

    private let principal: PrincipalPermissions
    private let region: String
    /// Of questions that more than one way asks.
    private var answers: [String: PolicyAnswer] = [:]

    init(_ principal: PrincipalPermissions) {
        self.principal = principal
        region = Partition.all.first { $0.name == principal.partition }?.mainRegion ?? "us-east-1"
    }

    /// Two names that only a wildcard names both.
    private static let names = ["any-other", "zz-9"]

    mutating func result(_ way: Escalation) -> Result {
        if way.gain == .boundary { return boundary(way) }
        var requests: [Request] = []
        for action in [way.action] + way.others {
            switch may(action) {
            case .no: return .none
            case .unknown(let why): return .unknown(why)
            case .yes(let request): requests.append(request)
            }
        }
        var result = reach(way)
        if case .found(let found) = result {
            result = .found(
                Found(
                    way: way,
                    reach: found.reach,
                    requests: found.requests + requests.dropFirst()
                )
            )
        }
        return result
    }

    /// On anything, under whatever conditions.
    private mutating func may(_ action: String) -> PolicyAnswer {
        if let known = answers[action] { return known }
        let answer = principal.answer(action)
        answers[action] = answer
        return answer
    }

    private func reach(_ way: Escalation) -> Result {
        var doubt: String?
        func ask(_ resources: StringSet, bounded: Bool) -> Request? {
            let answer = principal.answer(
                way.action,
                sides(way, resources, bounded: bounded)
            )
            if case .unknown(let why) = answer { doubt = why }
            guard case .yes(let request) = answer else { return nil }
            return request
        }
        func found(_ reach: Escalation.Reach, _ request: Request) -> Result {
            .found(Found(way: way, reach: reach, requests: [request]))
        }
        let every = Self.names.compactMap { ask(.literal(arn(way.target, $0)), bounded: false) }
        if every.count == Self.names.count { return found(.account, every[0]) }
        let form = form(way.target)
        let own = own(way.target)
        let others = form.intersection(.matchingNone(of: own))
        if let request = ask(others, bounded: true) { return found(.pattern, request) }
        if way.gain == .grants, !own.isEmpty,
            let request = ask(form.intersection(.matching(own)), bounded: true)
        {
            return found(.itself, request)
        }
        return doubt.map { .unknown($0) } ?? .none
    }

    private func sides(
        _ way: Escalation,
        _ resources: StringSet,
        bounded: Bool
    ) -> [Box.Side] {
        var sides = [PrincipalPermissions.resource(resources)]
        for (key, values) in way.keys {
            let globs = values.map {
                Glob(literal: $0.replacing("{partition}", with: principal.partition))
            }
            sides.append((key: key, set: .texts(.matching(globs))))
        }
        // What may be done only to those that have a boundary does not reach who has none.
        if !bounded, way.keys["iam:permissionsboundary"] == nil {
            sides.append((key: "iam:permissionsboundary", set: .absent))
        }
        return sides
    }

    /// The own boundary, taken away or replaced.
    private func boundary(_ way: Escalation) -> Result {
        let isOwn = principal.kind.rawValue == way.target.rawValue
        guard principal.hasBoundary, isOwn else { return .none }
        let own = StringSet.matching([Glob(literal: principal.arn)])
        switch principal.answer(way.action, sides(way, own, bounded: true)) {
        case .yes(let request):
            return .found(Found(way: way, reach: .itself, requests: [request]))
        case .unknown(let why): return .unknown(why)
        case .no: return .none
        }
    }

    /// Every target of the account. No name at IAM has a colon, so that `*` for an account is not taken
    /// for more.
    private func form(_ target: Escalation.Target) -> StringSet {
        let form = StringSet.matching([Glob(arn(target, "?*"))])
        switch target {
        case .role, .user, .group, .policy, .provider:
            return form.intersection(.matchingNone(of: [Glob(arn(target, "*:*"))]))
        default: return form
        }
    }

    private func arn(_ target: Escalation.Target, _ name: String) -> String {
        target.arn(name, principal.partition, principal.account, region: region)
    }

    /// What of a kind the principal is, or has.
    private func own(_ target: Escalation.Target) -> [Glob] {
        switch (target, principal.kind) {
        case (.user, .user), (.role, .role), (.group, .group):
            [Glob(literal: principal.arn)]
        case (.user, .group):
            [Glob(literal: arn(.user, PrincipalPermissions.member))]
        case (.group, .user):
            principal.groups.flatMap { name in
                ["", "?*/"].map { Glob(arn(.group, $0 + name)) }
            }
        case (.policy, _): principal.managedPolicies.map { Glob(literal: $0) }
        default: []
        }
    }
}

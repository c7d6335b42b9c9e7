/// The requests that policies let through together, as lists of what has to hold.
///
/// It says the same as ``Evaluation``, for all requests at once; tests hold one against the other.
struct AllowedRequests: Sendable {
    /// Ways to be allowed: each asks for one alternative of all its lists.
    let ways: [[[Solver.Conjunction]]]
    let denied: [Solver.Conjunction]

    /// - Parameters:
    ///   - most: whether what is doubtful counts as allowed (and as not denied), or as the opposite.
    ///   - isIdentity: whether the requests are a user's or role's; those of anyone and of services are
    ///     allowed by the resource's policy alone.
    init(
        _ policies: PolicySet,
        _ situation: Situation,
        _ reading: Reading,
        most: Bool,
        isIdentity: Bool
    ) {
        let allowing = reading.taking(most: most)
        var denying = reading.taking(most: !most)
        denying.hasBoundary = policies.boundary != nil

        func allows(_ documents: [PolicyDocument]) -> [Solver.Conjunction] {
            documents.flatMap { $0.alternatives(allow: true, allowing) }
        }
        func grants(_ isOfKind: (PrincipalPattern) -> Bool) -> [Solver.Conjunction] {
            guard let resource = policies.resource else { return [] }
            return resource.naming(isOfKind).alternatives(allow: true, allowing)
        }

        let controls =
            policies.resourceControl
            + (situation.isExemptFromControl ? [] : policies.serviceControl)
        let limits = [policies.boundary, policies.session].compactMap(\.self).map { allows([$0]) }
        let own = [allows(policies.identity)] + limits
        var ways: [[[Solver.Conjunction]]]
        if !isIdentity {
            ways = [[grants { _ in true }]]
        } else if !situation.isSameAccount {
            ways = [own + [grants { _ in true }]]
        } else {
            ways = [
                [grants { !$0.isRole && !$0.isAccount }],
                [grants(\.isRole)] + limits,
                situation.needsResourcePolicy ? own + [grants(\.isAccount)] : own,
            ]
        }
        self.ways = ways.map { $0 + controls.map(allows) }
        denied =
            ([policies.boundary, policies.session, policies.resource].compactMap(\.self)
            + policies.identity + controls.flatMap(\.self))
            .flatMap { $0.alternatives(allow: false, denying) }
    }
}

extension PolicyDocument {
    /// The same with only those principals of its statements that are of a kind.
    fileprivate func naming(_ isOfKind: (PrincipalPattern) -> Bool) -> PolicyDocument {
        let kept = statements.compactMap { statement -> PolicyStatement? in
            guard case .only(let patterns) = statement.principals else {
                return statement.principals == nil || !isOfKind(.everyone) ? nil : statement
            }
            let few = patterns.filter(isOfKind)
            return few.isEmpty ? nil : statement.with(principals: few)
        }
        return PolicyDocument(kept, doubt: doubt)
    }
}

extension AllowedRequests: Equatable {
    static func == (left: AllowedRequests, right: AllowedRequests) -> Bool {
        func isSame(_ one: [Solver.Conjunction], _ other: [Solver.Conjunction]) -> Bool {
            one.count == other.count
                && zip(one, other).allSatisfy { one, other in
                    one.count == other.count
                        && zip(one, other).allSatisfy { $0.key == $1.key && $0.set == $1.set }
                }
        }
        return isSame(left.denied, right.denied)
            && zip(left.ways, right.ways).allSatisfy { one, other in
                zip(one, other).allSatisfy(isSame)
            }
    }
}

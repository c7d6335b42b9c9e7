/// What AWS decides about one request, and why.
///
/// Source: IAM User Guide, "Policy evaluation logic", "Cross-account policy evaluation logic" and
/// "Permissions boundaries for IAM entities".
public struct Evaluation: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable { case allowed, denied, unknown }

    public let decision: Decision
    /// The statement that decided: one that denies, or one that allows; nil where nothing allows.
    public let statement: PolicyStatement?
    public let because: String

    public static func of(
        _ request: Request,
        under policies: PolicySet,
        _ situation: Situation
    ) -> Evaluation {
        let judge = Judge(request: request, policies: policies, situation: situation)
        let denies = judge.denies
        if let statement = denies.first(where: { $0.certainty == .yes })?.statement {
            return Evaluation(
                decision: .denied,
                statement: statement,
                because: "\(statement.title) denies it"
            )
        }
        let isAllowed = judge.isAllowed
        if isAllowed == .no {
            return Evaluation(decision: .denied, statement: nil, because: judge.missing)
        }
        if isAllowed == .unknown || !denies.isEmpty {
            return Evaluation(
                decision: .unknown,
                statement: nil,
                because: policies.unsaid(by: request).map {
                    "it depends on what was not said: give '\($0)' in keys"
                } ?? "a statement that decides it cannot be read"
            )
        }
        let statement = judge.allowing
        return Evaluation(
            decision: .allowed,
            statement: statement,
            because: statement.map { "\($0.title) allows it" } ?? "it is allowed"
        )
    }
}

extension PolicyStatement {
    /// `statement 'Read'`, or what it says where it has no name.
    public var title: String {
        if let sid { return "statement '\(sid)'" }
        let names = actions.items.sorted().prefix(3).joined(separator: ", ")
        let more = actions.items.count > 3 ? " and more" : ""
        return "the statement for \(actions.isAllBut ? "all but " : "")\(names)\(more)"
    }
}

/// One request under its policies.
private struct Judge {
    let request: Request
    let policies: PolicySet
    let situation: Situation

    private typealias Match = (statement: PolicyStatement, certainty: Certainty)

    /// Statements that deny the request, or may.
    var denies: [(statement: PolicyStatement, certainty: Certainty)] {
        var documents =
            policies.identity + [policies.boundary, policies.session].compactMap(\.self)
        documents += [policies.resource].compactMap(\.self)
        documents += policies.resourceControl.flatMap(\.self)
        if !situation.isExemptFromControl { documents += policies.serviceControl.flatMap(\.self) }
        return documents.flatMap { document -> [Match] in
            let statements = document.statements.filter { !$0.isAllow }
            return statements.map { statement in
                let match = statement.matches(request, hasBoundary: policies.boundary != nil)
                // What may be an Allow as well denies nothing for certain.
                return (statement, statement.isDoubtfulEffect ? match && .unknown : match)
            }
        }.filter { $0.certainty != .no }
            + documents.filter { $0.doubt != nil }.map { _ in (Self.unreadable, .unknown) }
    }

    private static let unreadable = PolicyStatement(.null, hasVariables: false)

    var isAllowed: Certainty {
        let controls =
            Certainty.all(policies.resourceControl) { allows($0) }
            && (situation.isExemptFromControl
                ? .yes : Certainty.all(policies.serviceControl) { allows($0) })
        return controls && isGranted
    }

    private var isGranted: Certainty {
        guard case .identity = request.principal else { return resourceGrants { _ in true } }
        let limits =
            Certainty.all([policies.boundary, policies.session].compactMap(\.self)) { allows([$0]) }
        let own = allows(policies.identity) && limits
        guard situation.isSameAccount else { return own && resourceGrants { _ in true } }
        let direct = resourceGrants { !$0.isRole && !$0.isAccount }
        let role = resourceGrants(\.isRole) && limits
        let identity =
            situation.needsResourcePolicy ? own && resourceGrants(\.isAccount) : own
        return direct || role || identity
    }

    private func allows(_ documents: [PolicyDocument]) -> Certainty {
        .any(documents) { document in
            if document.doubt != nil { return .unknown }
            return .any(document.statements.filter { $0.isAllow || $0.isDoubtfulEffect }) {
                $0.isDoubtfulEffect ? $0.matches(request) && .unknown : $0.matches(request)
            }
        }
    }

    /// Whether the resource's policy allows it by a principal of some kind that it names.
    private func resourceGrants(_ isOfKind: (PrincipalPattern) -> Bool) -> Certainty {
        guard let resource = policies.resource else { return .no }
        if resource.doubt != nil { return .unknown }
        return .any(resource.statements) { statement in
            guard statement.isAllow || statement.isDoubtfulEffect else { return .no }
            let match = statement.matches(request)
            if match == .no { return .no }
            let names: Bool
            switch statement.principals {
            case nil: names = false
            case .allBut: names = isOfKind(.everyone)
            case .only(let patterns):
                names = patterns.contains { isOfKind($0) && $0.matches(request.principal) }
            }
            guard names || !statement.doubts.isEmpty else { return .no }
            return statement.isDoubtfulEffect ? match && .unknown : match
        }
    }

    /// The statement that an allowed request owes it to.
    var allowing: PolicyStatement? {
        (policies.identity + [policies.resource].compactMap(\.self)).flatMap(\.statements)
            .first { $0.isAllow && $0.matches(request) == .yes }
    }

    var missing: String {
        if policies.identity.isEmpty, policies.resource == nil { return "no policy allows it" }
        if allows(policies.identity) == .no, resourceGrants({ _ in true }) == .no {
            return "no statement allows it"
        }
        return "not every policy that has to allow it does"
    }
}

extension PrincipalPattern {
    /// A role, not a session of it: what it is granted its boundary and session policy limit.
    var isRole: Bool {
        guard case .identity(let arn) = self else { return false }
        return arn.isRoleARN
    }

    /// A whole account, which leaves it to identity policies.
    var isAccount: Bool { if case .account = self { true } else { false } }
}

import Guardrails
import Store

/// Proposes changes about findings that stand without one: when a sweep has ended, and when other rules
/// are in force.
struct ProposeStanding: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    private static let limit = 1000

    func perform(token: Int64) async throws(StoreError) -> Turn {
        guard let unfollowed = try await tools.admissions.unfollowed(token: token) else {
            return .done
        }
        if unfollowed.isProposing, let book = try await tools.book(unfollowed.rules) {
            for rule in book.rules where rule.changes.proposes {
                guard unfollowed.guardrails.isEmpty || unfollowed.guardrails.contains(rule.name)
                else { continue }
                let count = try await tools.admissions.propose(
                    rule.name,
                    for: unfollowed,
                    limit: Self.limit,
                    token: token
                )
                // They are there now, and not found again.
                if count == Self.limit { return Turn(isSoon: true) }
            }
        }
        try await tools.admissions.setFollowed(unfollowed, token: token)
        return Turn(isSoon: true)
    }
}

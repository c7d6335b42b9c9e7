import AWS
import Cluster
import Guardrails
import Platform
import Store

/// What a sweep's findings would have led to: of each guardrail and environment whose mode asks for
/// changes, by this machine's files.
struct SweepPlan {
    private let wiring: Wiring
    private let book: RuleBook
    private let sessions: Sessions

    /// - Throws: what would keep it from planning, before anybody is asked for a sweep.
    init(_ wiring: Wiring) async throws {
        self.wiring = wiring
        let rules = wiring.rules()
        try rules.check()
        book = try rules.book()
        sessions = try await wiring.sessions()
        try await sessions.checkKeys()
    }

    func answer(
        about narrowing: Narrowing,
        _ database: Database
    ) async throws -> DryPlan.Answer {
        var answer = DryPlan.Answer()
        for rule in book.rules where rule.changes.proposes {
            guard let guardrail = book.guardrail(named: rule.name),
                let filter = Self.filter(rule, narrowing)
            else { continue }
            let plan = try await DryPlan(
                of: guardrail,
                wiring,
                book.configuration,
                sessions,
                database
            )
            let more = try await plan.answer(about: filter)
            answer.findings += more.findings
            answer.changes += more.changes
            answer.isIncomplete = answer.isIncomplete || more.isIncomplete
        }
        return answer
    }

    /// Nil where nothing of what is looked at would be changed.
    private static func filter(_ rule: RuleBook.Rule, _ narrowing: Narrowing) -> Ledger.Filter? {
        let named = narrowing.guardrails
        guard named.isEmpty || named.contains(rule.name) else { return nil }
        let changed = rule.changes.modes.filter {
            $0.key != "default" && ($0.value == .approve || $0.value == .enforce)
        }.keys.sorted()
        let wanted = narrowing.environments
        let environments = changed.filter { wanted.isEmpty || wanted.contains($0) }
        guard !environments.isEmpty else { return nil }
        return Ledger.Filter(
            guardrails: [rule.name],
            statuses: [.open],
            accounts: narrowing.accounts,
            regions: narrowing.regions,
            environments: environments
        )
    }
}

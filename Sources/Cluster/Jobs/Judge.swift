import Guardrails
import Platform
import Store

extension JobTools {
    /// Judges what was collected with the exceptions as they are now. The look, and the version that
    /// the exceptions are of.
    func look(
        at collection: Collection,
        by guardrails: [Guardrail],
        of account: Account,
        regions: [String] = [],
        inventory: Inventory = Inventory(),
        subject: Look.Subject = .scope,
        heard: Heard? = nil,
        _ attempt: Attempt
    ) async throws(StoreError) -> (look: Look, exceptions: Int64) {
        let (version, exceptions) = try await exceptions.inForce(
            in: account.id,
            guardrails.map(\.name)
        )
        let look = Look(
            account: account,
            guardrails: guardrails,
            regions: regions,
            estate: attempt.estate.value,
            collection: collection,
            inventory: inventory,
            exceptions: exceptions,
            exceptionTag: attempt.rules.configuration.exceptionTag,
            now: .now(),
            subject: subject,
            heard: heard
        )
        return (look, version)
    }

    /// What the look makes the ledger say, compared with what stands.
    func changes(
        _ look: Look,
        in scope: Scope,
        _ guardrails: [Guardrail]
    ) async throws(StoreError) -> [Change] {
        look.changes(
            from: try await ledger.findings(of: scope, guardrails: guardrails.map(\.name))
        )
    }

    /// How many resources a look judged by the guardrails that enforce: what their limits are a share
    /// of.
    func judged(
        _ look: Look,
        by guardrails: [Guardrail],
        of account: Account,
        _ rules: RuleBook
    ) -> [String: Int] {
        let enforcing = guardrails.filter {
            rules.conduct(of: $0, in: account.environment).mode == .enforce
        }
        guard !enforcing.isEmpty else { return [:] }
        var counts: [String: Int] = [:]
        let names = Set(enforcing.map(\.name))
        for verdict in look.verdicts where names.contains(verdict.guardrail) {
            if case .notJudged = verdict.outcome { continue }
            counts[verdict.guardrail, default: 0] += 1
        }
        return counts
    }
}

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
            subject: subject
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
}

import AWS
import Guardrails
import Store

/// Judges over what scans committed; asks AWS nothing.
struct Join: JobKind {
    static let kind = Job.Kind.join

    private let tools: JobTools

    init(_ tools: JobTools) { self.tools = tools }

    func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        try await perform(attempt, over: .account)
    }

    /// - Parameter ground: what the guardrails are judged over.
    func perform(
        _ attempt: Attempt,
        over ground: Guardrail.Ground
    ) async throws(StoreError) -> Ending {
        let scope = attempt.job.scope
        guard let account = attempt.estate.account(scope.account) else {
            return .notInTheEstate(scope.account)
        }
        let (guardrails, heard) = try await guardrails(attempt, account, over: ground)
        let regions = try await tools.inventories.regions(of: account.id)
        let contents = try await tools.inventories.contents(
            of: account.id,
            types: guardrails.flatMap { guardrail in
                [guardrail.type] + guardrail.related.filter { $0.reach == .account }.map(\.type)
            },
            region: scope.region == Scope.global ? nil : scope.region
        )
        let known = AccountInventory(
            resources: contents.resources,
            omitted: contents.omitted,
            coverage: try await tools.inventories.coverage(
                of: account.id,
                batch: attempt.job.batch
            ),
            account: account.id,
            regions: regions,
            isWhole: attempt.rules.configuration.sweepsAllRegions(of: account.id),
            accountResource: accountResource(
                account,
                regions: regions,
                baseline: attempt.estate.estate.baseline(of: account)
            )
        )
        let collection = known.collection(of: scope, guardrails.map(\.type))
        var inventory = known.inventory(for: guardrails)
        if ground == .estate {
            inventory.estate = try await tools.estate(
                around: collection.resources,
                by: guardrails,
                attempt
            )
        }
        let (look, version) = try await tools.look(
            at: collection,
            by: guardrails,
            of: account,
            regions: regions,
            inventory: inventory,
            heard: heard,
            attempt
        )
        let result = LookResult(
            exceptions: version,
            generation: attempt.generation,
            since: attempt.since,
            changes: try await tools.changes(look, in: scope, guardrails)
        )
        return .done(
            Effects(
                look: result,
                judged: tools.judged(look, by: guardrails, of: account, attempt.rules),
                unknown: look.unknown
            )
        )
    }

    /// Those that are judged, and what of it those that wait for events alone are judged about: they are
    /// among them where events ask for them, or something of theirs stands.
    private func guardrails(
        _ attempt: Attempt,
        _ account: Account,
        over ground: Guardrail.Ground
    ) async throws(StoreError) -> ([Guardrail], Heard) {
        let (scope, narrowing) = (attempt.job.scope, attempt.material.narrowing)
        let swept = attempt.rules.guardrails(
            for: scope,
            in: account,
            over: ground,
            narrowing: narrowing
        )
        let unswept = attempt.rules.unswept(in: account, over: ground, narrowing: narrowing)
            .filter { $0.type.service == scope.service }
        guard !unswept.isEmpty else { return (swept, Heard(standing: [])) }
        let events = try await tools.changes.events(of: attempt.job)
        let standing = try await tools.ledger.findings(
            of: scope,
            guardrails: unswept.map(\.name)
        )
        let names = Set(standing.map(\.identity.guardrail))
        let asked = unswept.filter { guardrail in
            names.contains(guardrail.name) || events.contains { guardrail.asks(after: $0) }
        }
        return (swept + asked, Heard(events, standing: standing))
    }
}

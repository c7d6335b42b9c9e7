import AWS
import Guardrails
import Store

extension JobTools {
    /// What the guardrails ask of other accounts to judge these resources; nothing is read where they
    /// ask nothing.
    func estate(
        around resources: [Resource],
        by guardrails: [Guardrail],
        _ attempt: Attempt
    ) async throws(StoreError) -> EstateInventory {
        var lookups: Set<EstateLookup> = []
        for guardrail in guardrails {
            for resource in resources where resource.name.type == guardrail.type.name {
                lookups.formUnion(guardrail.lookups(of: resource))
            }
        }
        let types = Set(lookups.map(\.type)).sorted().compactMap { Catalogue.aws[$0] }
        let anywhere = lookups.filter { $0.account == nil }
        let first = try await inventories.named(anywhere, types: types)
        var estate = EstateInventory(
            accounts: attempt.estate.ids,
            resources: first.resources,
            omitted: first.omitted
        )
        try await know(estate.accountsInQuestion(lookups), types, attempt, in: &estate)
        for place in estate.anywhere(anywhere) {
            // What may be in a region that nobody looks at stays unknown.
            guard let type = Catalogue.aws[place.type],
                place.region != nil || attempt.rules.configuration.leavesNoRegionOut
            else { continue }
            let missing = try await incomplete.accounts(
                without: type,
                region: place.region,
                batch: attempt.job.batch,
                inventories
            )
            try await know([place.type: Set(missing)], [type], attempt, in: &estate)
            estate.know(place, of: type, missing: missing)
        }
        let named = try await inventories.named(lookups, types: types)
        estate.hold(named.resources, omitted: named.omitted)
        return estate
    }

    private func know(
        _ accounts: [String: Set<String>],
        _ types: [ResourceType],
        _ attempt: Attempt,
        in estate: inout EstateInventory
    ) async throws(StoreError) {
        let asked = accounts.values.reduce(into: Set()) { $0.formUnion($1) }
        let batch = attempt.job.batch
        for known in try await inventories.known(asked, types: types, batch: batch) {
            for type in types where accounts[type.name]?.contains(known.account) == true {
                let listing = EstateListing(
                    of: type,
                    in: known.account,
                    regions: known.regions,
                    isWhole: attempt.rules.configuration.sweepsAllRegions(of: known.account),
                    coverage: known.coverage,
                    refusal: known.refusal
                )
                estate.know(listing, of: type, in: known.account)
            }
        }
    }
}

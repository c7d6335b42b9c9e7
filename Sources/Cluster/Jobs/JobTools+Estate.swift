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
        let named = try await inventories.named(lookups, types: types)
        var estate = EstateInventory(
            accounts: attempt.estate.ids,
            resources: named.resources,
            omitted: named.omitted
        )
        let asked = estate.accountsInQuestion(lookups)
        try await know(asked, types, attempt.job.batch, in: &estate)
        for place in estate.anywhere(lookups) {
            guard let type = Catalogue.aws[place.type] else { continue }
            let missing = try await incomplete.accounts(
                without: type,
                region: place.region,
                batch: attempt.job.batch,
                inventories
            )
            try await know([place.type: Set(missing)], [type], attempt.job.batch, in: &estate)
            estate.know(place, of: type, missing: missing)
        }
        return estate
    }

    private func know(
        _ accounts: [String: Set<String>],
        _ types: [ResourceType],
        _ batch: Int64,
        in estate: inout EstateInventory
    ) async throws(StoreError) {
        let asked = accounts.values.reduce(into: Set()) { $0.formUnion($1) }
        for known in try await inventories.known(asked, types: types, batch: batch) {
            for type in types where accounts[type.name]?.contains(known.account) == true {
                let listing = EstateListing(
                    of: type,
                    in: known.account,
                    regions: known.regions,
                    coverage: known.coverage,
                    refusal: known.refusal
                )
                estate.know(listing, of: type, in: known.account)
            }
        }
    }
}

import AWS
import Guardrails
import Store

/// What a guardrail that is tried asks of other accounts, out of what readers may read.
struct TriedEstate {
    private let guardrail: Guardrail
    private let accounts: [String]
    private let inventories: Inventories
    /// By type and account.
    private let listings: [String: [String: EstateListing]]

    /// Reads how far each account is known, one after another, where the guardrail asks for that.
    ///
    /// - Parameter discovered: those of the estate that somebody has looked at.
    init(
        of guardrail: Guardrail,
        _ estate: Estate,
        _ configuration: Configuration?,
        _ discovered: [Accounts.Discovered],
        _ inventories: Inventories
    ) async throws {
        self.guardrail = guardrail
        self.inventories = inventories
        accounts = estate.accounts.map(\.id).sorted()
        var listings: [String: [String: EstateListing]] = [:]
        if !guardrail.estateTypes.isEmpty {
            for found in discovered where !found.account.isSuspended {
                let coverage = try await inventories.reportedCoverage(of: found.account.id)
                for type in guardrail.estateTypes {
                    listings[type.name, default: [:]][found.account.id] = EstateListing(
                        of: type,
                        in: found.account.id,
                        regions: found.regions,
                        isWhole: configuration?.sweepsAllRegions(of: found.account.id) ?? true,
                        coverage: coverage,
                        refusal: found.refusal
                    )
                }
            }
        }
        self.listings = listings
    }

    /// What it asks for to judge these resources.
    func inventory(around resources: [Resource]) async throws -> EstateInventory {
        let lookups = resources.filter { $0.name.type == guardrail.type.name }
            .reduce(into: Set()) { $0.formUnion(guardrail.lookups(of: $1)) }
        guard !lookups.isEmpty else { return EstateInventory() }
        let types = guardrail.estateTypes
        let named = try await inventories.reported(lookups, types: types)
        var inventory = EstateInventory(
            accounts: Set(accounts),
            resources: named.resources,
            omitted: named.omitted
        )
        for type in types {
            for account in inventory.accountsInQuestion(lookups)[type.name] ?? [] {
                know(type, account, in: &inventory)
            }
            for place in inventory.anywhere(lookups) where place.type == type.name {
                let missing = accounts.filter { account in
                    guard let listing = listings[type.name]?[account] else { return true }
                    return listing.gap(in: place.region) != nil
                }
                missing.first.map { know(type, $0, in: &inventory) }
                inventory.know(place, of: type, missing: missing)
            }
        }
        return inventory
    }

    private func know(_ type: ResourceType, _ account: String, in inventory: inout EstateInventory)
    {
        guard let listing = listings[type.name]?[account] else { return }
        inventory.know(listing, of: type, in: account)
    }
}

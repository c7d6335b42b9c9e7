import AWS
import Guardrails

/// What is committed of one account, with how far it is known. A function of values.
struct AccountInventory: Sendable {
    let resources: [Resource]
    let coverage: [Scope: [Coverage]]
    let account: Account
    let regions: [String]
    let estate: Estate

    /// A scope's own resources, as its scan left them. The account itself needs no scan.
    func collection(of scope: Scope, _ types: [ResourceType]) -> Collection {
        var collection = Collection(coverage: coverage[scope] ?? [])
        let names = Set(types.filter(\.isRead).map(\.name))
        collection.resources = resources.filter { resource in
            names.contains(resource.name.type)
                && (scope.region == Scope.global || resource.name.region == scope.region)
                // What is not known to be listed is not judged from memory.
                && collection.coverage.contains { $0.type == resource.name.type }
        }
        if types.contains(where: { !$0.isRead }) {
            collection.resources.append(
                accountResource(account, regions: regions, baseline: estate.baseline(of: account))
            )
            collection.coverage.append(
                Coverage(
                    type: accountResourceType.name,
                    attribute: nil,
                    permission: "",
                    complete: 1
                )
            )
        }
        return collection
    }

    /// Where the guardrails find what is related.
    func inventory(for guardrails: [Guardrail]) -> Inventory {
        var inventory = Inventory(
            resources: Dictionary(grouping: resources) { $0.name.type }
        )
        for type in guardrails.flatMap(\.related).map(\.type) {
            for region in type.isGlobal ? [Scope.global] : regions {
                inventory.gaps[type.name, default: [:]][region] = gap(type, region)
            }
        }
        return inventory
    }

    /// Why a type is not known in a region; nil where it is.
    private func gap(_ type: ResourceType, _ region: String) -> Gap? {
        let scope = Scope(account: account.id, region: region, service: type.service)
        let listed = coverage[scope]?.first { $0.type == type.name && $0.attribute == nil }
        guard let listed else {
            return Gap(reason: .notCollected, permission: type.listPermissions.first ?? "")
        }
        return listed.gaps.keys.min { $0.summary < $1.summary }
    }
}

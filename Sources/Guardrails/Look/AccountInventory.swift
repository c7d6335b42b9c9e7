/// What is committed of one account, with how far it is known: what joins judge over. A function of
/// values.
public struct AccountInventory: Sendable {
    private let resources: [Resource]
    private let omitted: [ResourceKey]
    private let coverage: [Scope: [Coverage]]
    private let account: String
    private let regions: [String]
    private let isWhole: Bool
    private let accountResource: Resource

    /// - Parameters:
    ///   - omitted: resources that are there, and of which nothing is kept.
    ///   - account: its id.
    ///   - regions: those that are swept.
    ///   - isWhole: whether these are all that the account has enabled. What may be in others is
    ///     unknown, whatever an earlier sweep saw there.
    ///   - accountResource: the account itself as a resource; it needs no scan.
    public init(
        resources: [Resource],
        omitted: [ResourceKey] = [],
        coverage: [Scope: [Coverage]],
        account: String,
        regions: [String],
        isWhole: Bool,
        accountResource: Resource
    ) {
        self.resources = resources
        self.omitted = omitted
        self.coverage = coverage
        self.account = account
        self.regions = regions
        self.isWhole = isWhole
        self.accountResource = accountResource
    }

    /// A scope's own resources of some types, as its scan left them.
    public func collection(of scope: Scope, _ types: [ResourceType]) -> Collection {
        var collection = Collection(coverage: coverage[scope] ?? [])
        // What is not known to be listed is not judged from memory.
        let names = Set(types.filter(\.isRead).map(\.name))
            .intersection(collection.coverage.map(\.type))
        func isThere(_ type: String, _ region: String) -> Bool {
            names.contains(type) && (scope.region == Scope.global || region == scope.region)
        }
        collection.resources = resources.filter { isThere($0.name.type, $0.name.region) }
        for key in omitted where isThere(key.type, key.region) {
            // One that cannot be judged is not gone either.
            for index in collection.coverage.indices
            where collection.coverage[index].type == key.type
                && collection.coverage[index].attribute == nil
            {
                collection.coverage[index].gaps[.tooLarge(key), default: 0] += 1
            }
        }
        if types.contains(where: { !$0.isRead }) {
            collection.resources.append(accountResource)
            collection.coverage.append(
                Coverage(
                    type: accountResource.name.type,
                    attribute: nil,
                    permission: "",
                    complete: 1
                )
            )
        }
        return collection
    }

    /// Where the guardrails find what is related.
    public func inventory(for guardrails: [Guardrail]) -> Inventory {
        var inventory = Inventory(
            resources: Dictionary(grouping: resources) { $0.name.type }
        )
        for type in guardrails.flatMap(\.related).map(\.type) {
            for region in type.isGlobal ? [Scope.global] : regions {
                inventory.gaps[type.name, default: [:]][region] = gap(type, region)
            }
            if !type.isGlobal { inventory.elsewhere[type.name] = gapElsewhere(type) }
        }
        return inventory
    }

    /// Why nobody knows of a type in regions that are not swept; nil where there are none.
    private func gapElsewhere(_ type: ResourceType) -> Gap? {
        let permission = type.listPermissions.first ?? ""
        // Nobody knows which the account has.
        if regions.isEmpty { return Gap(reason: .notCollected, permission: permission) }
        return isWhole ? nil : .leftOut(permission, swept: regions)
    }

    /// Why a type is not known in a region; nil where it is.
    private func gap(_ type: ResourceType, _ region: String) -> Gap? {
        let scope = Scope(account: account, region: region, service: type.service)
        let listed = coverage[scope]?.first { $0.type == type.name && $0.attribute == nil }
        guard let listed else {
            return Gap(reason: .notCollected, permission: type.listPermissions.first ?? "")
        }
        if let key = omitted.first(where: { $0.type == type.name && $0.region == region }) {
            return .tooLarge(key)
        }
        return listed.gaps.keys.min { $0.summary < $1.summary }
    }
}

extension Gap {
    static func tooLarge(_ key: ResourceKey) -> Gap {
        Gap(reason: .failed, permission: "", detail: "\(key.id) is too large to be kept")
    }
}

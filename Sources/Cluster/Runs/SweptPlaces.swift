import AWS
import Guardrails
import Store

/// How far one account is known, region by region.
struct SweptPlaces {
    private let account: String
    private let known: Inventories.Known?
    private let only: [String]

    /// - Parameter regions: only those, and what is in no region; empty: all.
    init(_ account: String, _ known: Inventories.Known?, only regions: [String]) {
        self.account = account
        self.known = known
        only = regions
    }

    func has(_ region: String) -> Bool {
        only.isEmpty || region == Scope.global || only.contains(region)
    }

    /// With the attributes as unread that no sweep read there.
    func marked(_ resource: Resource) -> Resource {
        guard let type = Catalogue.aws[resource.name.type] else { return resource }
        let place = Scope(account: account, region: resource.name.region, service: type.service)
        let read = Set(
            (known?.coverage[place] ?? []).filter { $0.type == type.name }
                .compactMap(\.attribute)
        )
        var marked = resource
        for attribute in type.attributes where !read.contains(attribute.name) {
            guard marked.unread[attribute.name] == nil else { continue }
            marked.unread[attribute.name] = Gap(
                reason: .notCollected,
                permission: type.permission(of: attribute.name)
            )
        }
        return marked
    }

    /// By ``KnownResources/place(_:_:_:)``.
    ///
    /// - Parameter omitted: resources whose documents are too large to be kept.
    func gaps(_ types: [ResourceType], _ omitted: [ResourceKey]) -> [String: Gap] {
        var gaps: [String: Gap] = [:]
        for type in types {
            for region in type.isGlobal ? [Scope.global] : regions {
                let name = KnownResources.place(type.name, account, region)
                gaps[name] = SweptInventory.gap(of: type, in: region, known)
                let isLarge = omitted.contains { $0.type == type.name && $0.region == region }
                if gaps[name] == nil, isLarge {
                    gaps[name] = Gap(
                        reason: .notCollected,
                        permission: type.listPermissions.first ?? "",
                        detail: "a document is too large to be kept"
                    )
                }
            }
        }
        return gaps
    }

    /// Whether a sweep has listed a type anywhere, or tried to: not in an account that let nobody in.
    func isCollected(_ type: ResourceType) -> Bool {
        guard let known, known.refusal == nil else { return false }
        return (type.isGlobal ? [Scope.global] : regions).contains { region in
            SweptInventory.gap(of: type, in: region, known)?.reason != .notCollected
        }
    }

    /// Of an account that nobody could look into, the one that stands for all.
    private var regions: [String] {
        let swept = (known?.regions ?? []).filter(has)
        return known?.refusal == nil && known != nil ? swept : ["any region"]
    }
}

/// What is committed of other accounts, as far as somebody asked for it, and how far that is known.
/// What lies outside the estate is unknown, never absent. A function of values.
public struct EstateInventory: Sendable {
    /// Where something may be whose name tells no account.
    public struct Anywhere: Sendable, Hashable {
        public let type: String
        public let region: String?
    }

    private struct Named: Hashable {
        let type: String
        let name: EstateLookup.Name

        init(_ lookup: EstateLookup) { (type, name) = (lookup.type, lookup.name) }

        init(_ type: String, _ name: EstateLookup.Name) { (self.type, self.name) = (type, name) }
    }

    /// The ids of the estate's accounts; nil: whichever are asked for.
    private let accounts: Set<String>?
    private var resources: [Named: [Resource]] = [:]
    private var omitted: [Named: [ResourceName]] = [:]
    /// By type and account.
    private var listings: [String: [String: EstateListing]] = [:]
    /// Accounts that may have what was not found.
    private var elsewhere: [Anywhere: Gap] = [:]
    /// Where no account may.
    private var nowhere: Set<Anywhere> = []

    /// Nothing is known of any account.
    public init() { accounts = nil }

    /// - Parameters:
    ///   - accounts: the ids of the estate's.
    ///   - resources: all that have the names that are asked for.
    ///   - omitted: those of which nothing is kept.
    public init(accounts: Set<String>, resources: [Resource], omitted: [ResourceName] = []) {
        self.accounts = accounts
        hold(resources, omitted: omitted)
    }

    /// In place of those that were held before. What is committed after it was asked how far an
    /// account is known may be found and may not be missed: so the last look comes after that.
    public mutating func hold(_ resources: [Resource], omitted: [ResourceName]) {
        (self.resources, self.omitted) = ([:], [:])
        for resource in resources {
            for name in Self.names(of: resource.name) {
                self.resources[name, default: []].append(resource)
            }
        }
        for resource in omitted {
            for name in Self.names(of: resource) {
                self.omitted[name, default: []].append(resource)
            }
        }
    }

    private static func names(of name: ResourceName) -> [Named] {
        [Named(name.type, .id(name.id))]
            + [name.arn.map { Named(name.type, .arn($0)) }].compactMap(\.self)
    }

    /// How far a type is known in an account.
    public mutating func know(_ listing: EstateListing, of type: ResourceType, in account: String) {
        listings[type.name, default: [:]][account] = listing
    }

    /// Which accounts are not known completely that may have what was not found.
    ///
    /// - Parameter missing: the first of them, and their order is always the same; none: all are
    ///   known.
    public mutating func know(_ place: Anywhere, of type: ResourceType, missing: [String]) {
        guard let account = missing.first else {
            nowhere.insert(place)
            return
        }
        let gap =
            listings[type.name]?[account]?.gap(in: place.region)
            ?? .notCollected(type, in: account)
        elsewhere[place] = missing.count > 1 ? gap.inAccount("\(account) and others") : gap
    }

    /// The accounts of which it has to be known how far they are known, by type: those that the
    /// names tell, and those in which something was found.
    public func accountsInQuestion(_ lookups: Set<EstateLookup>) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        for lookup in lookups {
            let ids = matches(lookup).map(\.account) + [lookup.account].compactMap(\.self)
            found[lookup.type, default: []].formUnion(ids.filter(isOurs))
        }
        return found
    }

    /// Where what was not found may be, of what tells no account.
    public func anywhere(_ lookups: Set<EstateLookup>) -> Set<Anywhere> {
        Set(lookups.filter { $0.account == nil && matches($0).isEmpty }.map(Anywhere.init))
    }

    private func isOurs(_ account: String) -> Bool { accounts?.contains(account) ?? true }

    /// All that there are, with or without what they are.
    private func matches(_ lookup: EstateLookup) -> [ResourceName] {
        (resources[Named(lookup)] ?? []).map(\.name).filter(lookup.mayBe)
            + (omitted[Named(lookup)] ?? []).filter(lookup.mayBe)
    }
}

extension EstateInventory.Anywhere {
    fileprivate init(_ lookup: EstateLookup) {
        self.init(type: lookup.type, region: lookup.region)
    }
}

extension EstateLookup {
    fileprivate func mayBe(_ name: ResourceName) -> Bool {
        account == nil || name.account == account
    }
}

extension EstateInventory {
    /// The resources that match one, as far as they are known; a gap where it is not known whether
    /// there are any.
    func find(
        _ related: Guardrail.Related,
        of resource: Resource,
        _ own: ResourceType
    ) -> Result<[Resource], Gap> {
        let account = resource.name.account
        switch related.lookups(of: resource, own) {
        case .failure(let gap): return .failure(gap)
        case .success(let lookups):
            let gaps = lookups.compactMap { gap($0, related.type)?.seen(from: account) }
            if let gap = gaps.min(by: { $0.summary < $1.summary }) { return .failure(gap) }
            var seen: Set<ResourceName> = []
            let found = lookups.flatMap { lookup in
                (resources[Named(lookup)] ?? []).filter { lookup.mayBe($0.name) }
            }.filter { seen.insert($0.name).inserted }
            let known = found.map { tellingWhatNobodyRead(of: $0, related, seenFrom: account) }
            return related.matching(known, resource, own)
        }
    }

    /// Why it is not known whether there is such a resource, or what it is.
    private func gap(_ lookup: EstateLookup, _ type: ResourceType) -> Gap? {
        if let account = lookup.account, let gap = gap(in: account, lookup.region, type) {
            return gap
        }
        let matches = matches(lookup)
        if lookup.account == nil {
            for name in matches {
                let region = type.isGlobal ? Scope.global : name.region
                if let gap = gap(in: name.account, region, type) { return gap }
            }
        }
        if let name = (omitted[Named(lookup)] ?? []).first(where: lookup.mayBe) {
            return .tooLarge(ResourceKey(name)).inAccount(name.account)
        }
        let place = Anywhere(lookup)
        guard lookup.account == nil, matches.isEmpty, !nowhere.contains(place) else { return nil }
        return elsewhere[place] ?? .notCollected(type, in: nil)
    }

    private func gap(in account: String, _ region: String?, _ type: ResourceType) -> Gap? {
        guard isOurs(account) else { return .outside(account) }
        guard let listing = listings[type.name]?[account] else {
            return .notCollected(type, in: account)
        }
        return listing.gap(in: region)
    }

    /// An attribute that no look asked for is not in the document, and says nothing of itself.
    private func tellingWhatNobodyRead(
        of resource: Resource,
        _ related: Guardrail.Related,
        seenFrom account: String
    ) -> Resource {
        let owner = resource.name.account
        let region = related.type.isGlobal ? Scope.global : resource.name.region
        let listing = listings[related.type.name]?[owner]
        var resource = resource
        for attribute in related.attributes
        where resource.unread[attribute] == nil && listing?.hasRead(attribute, in: region) != true {
            resource.unread[attribute] = Gap(
                reason: .notCollected,
                permission: related.type.permission(of: attribute)
            )
        }
        resource.unread = resource.unread.mapValues { $0.inAccount(owner).seen(from: account) }
        return resource
    }
}

extension Gap {
    /// One's own account needs no name.
    fileprivate func seen(from account: String) -> Gap {
        self.account == account ? inAccount(nil) : self
    }
}

/// How far a type is known in one account.
public struct EstateListing: Sendable, Hashable {
    private struct Place: Sendable, Hashable {
        let gap: Gap?
        /// Those that the last look asked for.
        let attributes: Set<String>
    }

    /// By region, or ``Scope/global``.
    private let places: [String: Place]
    /// Of what is not among them; nil where all of it is known.
    private let otherwise: Gap?
    /// Whether there is nothing besides the places.
    private let isWhole: Bool

    /// Everything is known; with a gap nothing.
    init(otherwise gap: Gap?) {
        places = [:]
        otherwise = gap
        isWhole = gap == nil
    }

    /// As the last looks at an account's scopes left it.
    ///
    /// - Parameters:
    ///   - regions: those of the account that are swept.
    ///   - isWhole: whether these are all that it has enabled. What may be in others is unknown.
    ///   - coverage: what the looks could read; a scope is missing where a look failed as a whole.
    ///   - refusal: why nobody can look there at present.
    public init(
        of type: ResourceType,
        in account: String,
        regions: [String],
        isWhole: Bool,
        coverage: [Scope: [Coverage]],
        refusal: Gap? = nil
    ) {
        let notCollected = Gap.notCollected(type, in: account)
        var places: [String: Place] = [:]
        for region in refusal != nil ? [] : type.isGlobal ? [Scope.global] : regions {
            let scope = Scope(account: account, region: region, service: type.service)
            let reads = (coverage[scope] ?? []).filter { $0.type == type.name }
            let listed = reads.first { $0.attribute == nil }
            let gap = listed?.gaps.keys.min { $0.summary < $1.summary }?.inAccount(account)
            places[region] = Place(
                gap: listed == nil ? notCollected : gap,
                attributes: Set(reads.compactMap(\.attribute))
            )
        }
        self.places = places
        otherwise = refusal?.inAccount(account) ?? notCollected
        self.isWhole = type.isGlobal || isWhole && !places.isEmpty
    }

    /// Why the type is not known in a region, or without one in any; nil where it is.
    public func gap(in region: String?) -> Gap? {
        guard let region else {
            let gaps = places.compactMap(\.value.gap)
            return gaps.min { $0.summary < $1.summary } ?? (isWhole ? nil : otherwise)
        }
        guard let place = places[region] else { return otherwise }
        return place.gap
    }

    /// Whether the last look asked for an attribute.
    func hasRead(_ attribute: String, in region: String) -> Bool {
        places[region]?.attributes.contains(attribute) ?? (otherwise == nil)
    }
}

extension Gap {
    static func notCollected(_ type: ResourceType, in account: String?) -> Gap {
        Gap(reason: .notCollected, permission: type.listPermissions.first ?? "")
            .inAccount(account)
    }
}

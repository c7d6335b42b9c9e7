import Document

/// What a guardrail would make of what is kept of accounts, without asking AWS: for people who write
/// one. A function of values; it writes nothing.
public struct Trial: Sendable {
    /// A part that could not be judged, with the reads that would tell.
    public struct Unknown: Sendable, Hashable {
        public let resource: ResourceName
        public let part: String
        public let because: [Because]
    }

    /// How many resources were judged.
    public private(set) var judged = 0
    /// Findings that would open, or open again; those under an exception have status excepted.
    public private(set) var opening: [Finding] = []
    /// Findings that would close, each with its reason.
    public private(set) var closing: [Finding] = []
    public private(set) var unknown: [Unknown] = []
    /// Reads that would answer what is unknown, such as `s3:GetBucketPolicy: not collected`, with how
    /// many parts or scopes wait for each.
    public private(set) var reads: [String: Int] = [:]

    private let guardrail: Guardrail
    private let estate: Estate
    private let exceptions: [GrantedException]
    private let exceptionTag: String
    private let now: Timestamp

    /// - Parameter exceptions: those in force from this guardrail, in any account.
    public init(
        of guardrail: Guardrail,
        estate: Estate,
        exceptions: [GrantedException],
        exceptionTag: String,
        now: Timestamp
    ) {
        self.guardrail = guardrail
        self.estate = estate
        self.exceptions = exceptions
        self.exceptionTag = exceptionTag
        self.now = now
    }

    /// What is kept of one account.
    public struct Kept: Sendable {
        public var account: Account
        public var regions: [String]
        /// Whether these are all that the account has enabled.
        public var isWhole: Bool
        public var resources: [Resource]
        public var omitted: [ResourceKey]
        public var coverage: [Scope: [Coverage]]
        /// Why nothing of the account could be looked at last; nil where it could.
        public var refusal: Gap?
        /// The account itself as a resource.
        public var accountResource: Resource
        /// What it asks for of other accounts.
        public var estate: EstateInventory
        /// The guardrail's findings there that are not resolved.
        public var standing: [Finding]

        public init(
            account: Account,
            regions: [String],
            isWhole: Bool,
            resources: [Resource],
            omitted: [ResourceKey] = [],
            coverage: [Scope: [Coverage]],
            refusal: Gap? = nil,
            accountResource: Resource,
            estate: EstateInventory = EstateInventory(),
            standing: [Finding]
        ) {
            self.account = account
            self.regions = regions
            self.isWhole = isWhole
            self.resources = resources
            self.omitted = omitted
            self.coverage = coverage
            self.refusal = refusal
            self.accountResource = accountResource
            self.estate = estate
            self.standing = standing
        }
    }

    /// Judges one more account.
    public mutating func judge(_ kept: Kept) {
        let known = AccountInventory(
            resources: kept.resourcesTellingWhatNobodyRead(for: guardrail),
            omitted: kept.omitted,
            coverage: kept.coverage,
            account: kept.account.id,
            regions: kept.regions,
            isWhole: kept.isWhole,
            accountResource: kept.accountResource
        )
        var inventory = known.inventory(for: [guardrail])
        inventory.estate = kept.estate
        let scopes = guardrail.scopes(of: kept.account, regions: kept.regions)
        // Nobody knows its regions, perhaps as nobody was let in: that is not nothing to judge.
        if scopes.isEmpty, guardrail.applies(to: kept.account) {
            miss(gap(kept).summary)
        }
        for scope in scopes {
            guard guardrail.applies(to: kept.account) else { continue }
            let isListed = kept.coverage[scope]?.contains {
                $0.type == guardrail.type.name && $0.attribute == nil
            }
            if guardrail.type.isRead, isListed != true {
                miss(gap(kept).summary)
                continue
            }
            let look = Look(
                account: kept.account,
                guardrails: [guardrail],
                regions: kept.regions,
                estate: EstateValue(estate),
                collection: known.collection(of: scope, [guardrail.type]),
                inventory: inventory,
                exceptions: exceptions,
                exceptionTag: exceptionTag,
                now: now
            )
            note(look, kept.standing.filter { guardrail.type.isGlobal || $0.isIn(scope) })
        }
        if !guardrail.applies(to: kept.account) {
            closing += kept.standing.map { Change.closing($0, .outOfScope).finding }
        }
    }

    /// Why resources of the guardrail's type were not listed.
    private func gap(_ kept: Kept) -> Gap {
        kept.refusal
            ?? Gap(reason: .notCollected, permission: guardrail.type.listPermissions.first ?? "")
    }

    private mutating func miss(_ read: String) { reads[read, default: 0] += 1 }

    private mutating func note(_ look: Look, _ standing: [Finding]) {
        judged += look.verdicts.count { $0.outcome != .notJudged }
        for change in look.changes(from: standing) {
            switch change.event {
            case .opened, .reopened, .excepted: opening.append(change.finding)
            case .resolved, .withdrawn: closing.append(change.finding)
            case .changed, .unverified, .verified, .unknown, .renamed: break
            }
        }
        let verdicts = look.verdicts.sorted { $0.resource.order < $1.resource.order }
        for verdict in verdicts {
            for (part, because) in verdict.outcome.unknownParts {
                unknown.append(Unknown(resource: verdict.resource, part: part, because: because))
                for text in Set(guardrail.reads(in: because).map(\.text)) { miss(text) }
            }
        }
    }
}

extension Trial.Kept {
    /// An attribute that no look ever asked for is not in the document, and says nothing of itself.
    fileprivate func resourcesTellingWhatNobodyRead(for guardrail: Guardrail) -> [Resource] {
        let reads = guardrail.reads
        let types = Dictionary(
            guardrail.readTypes.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return resources.map { resource in
            guard let type = types[resource.name.type], let attributes = reads[type.name] else {
                return resource
            }
            let region = type.isGlobal ? Scope.global : resource.name.region
            let scope = Scope(account: account.id, region: region, service: type.service)
            let read = Set(
                (coverage[scope] ?? []).filter { $0.type == type.name }.compactMap(\.attribute)
            )
            var resource = resource
            for attribute in attributes.subtracting(read) where resource.unread[attribute] == nil {
                resource.unread[attribute] = Gap(
                    reason: .notCollected,
                    permission: type.permission(of: attribute)
                )
            }
            return resource
        }
    }
}

extension Guardrail {
    /// The reasons that are of reads, without the part's own words.
    fileprivate func reads(in because: [Because]) -> [Because] {
        let reads =
            switch criteria {
            case .resource: because
            case .each(let each, _): because.filter { $0.path != each.field }
            case .parts: because.filter { $0.path != "parts" }
            }
        return reads.isEmpty ? because : reads
    }

    /// Where its resources are judged.
    fileprivate func scopes(of account: Account, regions: [String]) -> [Scope] {
        (type.isGlobal ? [Scope.global] : regions.sorted()).map {
            Scope(account: account.id, region: $0, service: type.service)
        }
    }
}

extension Finding {
    fileprivate func isIn(_ scope: Scope) -> Bool { identity.region == scope.region }
}

extension ResourceName {
    fileprivate var order: String { "\(account)/\(region)/\(id)" }
}

extension Verdict.Outcome {
    /// The key and the reasons of each part that could not be judged.
    fileprivate var unknownParts: [(part: String, because: [Because])] {
        switch self {
        case .notJudged: []
        case .unknown(let because): [("", because)]
        case .judged(let parts): parts.filter(\.isUnknown).map { ($0.key, $0.because) }
        }
    }
}

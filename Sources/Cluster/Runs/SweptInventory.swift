import AWS
import Guardrails
import Store

/// What sweeps have seen, for steps: a type is known in a region where its last listing there was whole.
struct SweptInventory: StepInventory {
    private let inventories: Inventories
    private let batch: Int64
    /// The estate's, by their ids.
    private let accounts: [String]

    init(_ inventories: Inventories, batch: Int64, accounts: [String] = []) {
        self.inventories = inventories
        self.batch = batch
        self.accounts = accounts
    }

    func resources(
        ofTypes names: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources {
        let types = names.compactMap { Catalogue.aws[$0] }
        do throws(StoreError) {
            let found = try await inventories.contents(of: account, types: types, region: region)
            let known = try await inventories.known([account], types: types, batch: batch)
            let gaps = types.compactMap { type in
                Self.gap(of: type, in: region, known.first).map { (type.name, $0) }
            }
            let omitted = found.omitted.map(\.type)
            let large = types.filter { omitted.contains($0.name) }.map { type in
                (
                    type.name,
                    Gap(
                        reason: .notCollected,
                        permission: type.listPermissions.first ?? "",
                        detail: "a document is too large to be kept"
                    )
                )
            }
            return KnownResources(
                found.resources,
                gaps: Dictionary(gaps + large, uniquingKeysWith: { first, _ in first })
            )
        } catch {
            throw StepInventoryFailure(error.description)
        }
    }

    func resources(_ question: EstateQuestion) async throws(StepInventoryFailure) -> EstateAnswer {
        guard let type = Catalogue.aws[question.type] else {
            throw StepInventoryFailure("there is no type '\(question.type)'")
        }
        do throws(StoreError) {
            let found = try await inventories.holding(
                question.texts,
                at: question.path,
                of: type
            )
            let unknown = try await inventories.accounts(
                without: type,
                region: type.isGlobal ? Scope.global : nil,
                limit: Self.namedAccounts,
                batch: batch
            )
            let omitted = found.omitted.map(\.account)
            return EstateAnswer(
                found.resources,
                unknownIn: Array(Set(unknown + omitted).sorted().prefix(Self.namedAccounts))
            )
        } catch {
            throw StepInventoryFailure(error.description)
        }
    }

    func everywhere(
        ofTypes names: [String],
        accounts only: [String],
        regions: [String]
    ) async throws(StepInventoryFailure) -> KnownResources {
        let types = names.compactMap { Catalogue.aws[$0] }
        let strange =
            only.first { !accounts.contains($0) }.map { "account '\($0)'" }
            ?? regions.first { !Partition.regions.contains($0) }.map { "region '\($0)'" }
        if let strange { throw StepInventoryFailure("there is no \(strange)", isFinal: true) }
        let asked = only.isEmpty ? accounts : only
        do throws(StoreError) {
            let all = try await inventories.known(Set(asked), types: types, batch: batch)
            let byAccount = Dictionary(all.map { ($0.account, $0) }, uniquingKeysWith: { $1 })
            var (found, gaps) = ([Resource](), [String: Gap]())
            var collected: Set<String> = []
            for account in asked {
                let known = byAccount[account]
                let places = SweptPlaces(account, known, only: regions)
                let contents = try await inventories.contents(of: account, types: types)
                found += contents.resources.filter { places.has($0.name.region) }
                    .map { places.marked($0) }
                gaps.merge(places.gaps(types, contents.omitted)) { first, _ in first }
                collected.formUnion(types.filter(places.isCollected).map(\.name))
            }
            return Self.known(found, gaps, types.filter { !collected.contains($0.name) })
        } catch {
            throw StepInventoryFailure(error.description)
        }
    }

    /// - Parameter never: what no sweep has listed anywhere: it has one gap for all places.
    private static func known(
        _ found: [Resource],
        _ gaps: [String: Gap],
        _ never: [ResourceType]
    ) -> KnownResources {
        var gaps = gaps.filter { gap in !never.contains { gap.key.hasPrefix("\($0.name) in ") } }
        for type in never {
            gaps[type.name] = Gap(
                reason: .notCollected,
                permission: type.listPermissions.first ?? ""
            )
        }
        return KnownResources(found, gaps: gaps, uncollected: Set(never.map(\.name)))
    }

    /// Of those of which not all is known.
    private static let namedAccounts = 5

    static func gap(
        of type: ResourceType,
        in region: String,
        _ known: Inventories.Known?
    ) -> Gap? {
        let unread = Gap(
            reason: .notCollected,
            permission: type.listPermissions.first ?? ""
        )
        guard let known else { return unread }
        if let refusal = known.refusal { return refusal }
        let place = Scope(
            account: known.account,
            region: type.isGlobal ? Scope.global : region,
            service: type.service
        )
        let listings = (known.coverage[place] ?? []).filter {
            $0.type == type.name && $0.attribute == nil
        }
        guard let listing = listings.first else { return unread }
        return listing.gaps.keys.sorted { $0.summary < $1.summary }.first
    }
}

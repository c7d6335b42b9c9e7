import Guardrails

/// What AWS answers now in place of what sweeps have seen: for steps that are done without a database. Each
/// place is read once, so that all steps of a run see the same.
public actor LiveInventory: StepInventory {
    private let sessions: Sessions
    private let roles: Configuration.Roles
    /// Those of the configuration, by their ids.
    private let accounts: [String]
    private var seen: [Place: Task<Collection, Never>] = [:]
    private var regions: [String: [String]] = [:]

    private struct Place: Hashable {
        let scope: Scope
        let type: String
    }

    /// Places that are read at the same time.
    private static let concurrency = 8

    public init(sessions: Sessions, roles: Configuration.Roles, accounts: [String]) {
        self.sessions = sessions
        self.roles = roles
        self.accounts = accounts
    }

    public func resources(
        ofTypes types: [String],
        account: String,
        region: String
    ) async throws(StepInventoryFailure) -> KnownResources {
        await read(Self.places(types, account, [region]), isNamed: false)
    }

    public func resources(
        _ question: EstateQuestion
    ) async throws(StepInventoryFailure) -> EstateAnswer {
        let known = try await everywhere(ofTypes: [question.type], accounts: [], regions: [])
        let wanted = Set(question.texts.map { $0.lowercased() })
        let found = known.resources.filter { resource in
            let value = question.path.dropFirst().reduce(
                question.path.first.flatMap { resource.document[$0] }
            ) { $0?[$1] }
            let texts =
                value?.array == nil ? [value?.string].compactMap(\.self) : value?.texts ?? []
            return texts.contains { wanted.contains($0.lowercased()) }
        }
        let unknown = accounts.filter { account in
            known.gaps.keys.contains { $0.contains(" in \(account) ") }
        }
        return EstateAnswer(found, unknownIn: unknown)
    }

    public func everywhere(
        ofTypes types: [String],
        accounts only: [String],
        regions narrowed: [String]
    ) async throws(StepInventoryFailure) -> KnownResources {
        var places: [Place] = []
        var gaps: [String: Gap] = [:]
        for account in only.isEmpty ? accounts : only {
            switch await regions(of: account) {
            case .success(let enabled):
                let asked = narrowed.isEmpty ? enabled : enabled.filter(narrowed.contains)
                places += Self.places(types, account, asked)
            case .failure(let gap):
                for type in types {
                    gaps[KnownResources.place(type, account, Scope.global)] = gap
                }
            }
        }
        let known = await read(places, isNamed: true)
        return KnownResources(known.resources, gaps: known.gaps.merging(gaps) { first, _ in first })
    }

    private static func places(
        _ types: [String],
        _ account: String,
        _ regions: [String]
    ) -> [Place] {
        types.compactMap { Catalogue.aws[$0] }.flatMap { type in
            (type.isGlobal ? [Scope.global] : regions).map { region in
                Place(
                    scope: Scope(account: account, region: region, service: type.service),
                    type: type.name
                )
            }
        }
    }

    private func regions(of account: String) async -> Result<[String], Gap> {
        if let known = regions[account] { return .success(known) }
        do throws(CredentialFailure) {
            let reader = try await sessions.reader(in: account, roles: roles)
            let found = await reader.enabledRegions(askedIn: sessions.region)
            if case .success(let found) = found { regions[account] = found }
            return found
        } catch {
            return .failure(Self.gap(error))
        }
    }

    /// - Parameter isNamed: whether a gap says where it is.
    private func read(_ places: [Place], isNamed: Bool) async -> KnownResources {
        var (resources, gaps) = ([Resource](), [String: Gap]())
        for start in stride(from: 0, to: places.count, by: Self.concurrency) {
            let some = places[start..<min(start + Self.concurrency, places.count)]
            for task in some.map({ task($0) }) { _ = await task.value }
        }
        for place in places {
            let found = await task(place).value
            resources += found.resources.filter { $0.name.type == place.type }
            let gap = found.coverage.first { $0.type == place.type && $0.attribute == nil }?
                .gaps.keys.min { $0.summary < $1.summary }
            guard let gap else { continue }
            let scope = place.scope
            let name =
                isNamed
                ? KnownResources.place(place.type, scope.account, scope.region) : place.type
            gaps[name] = gap
        }
        return KnownResources(resources, gaps: gaps)
    }

    private func task(_ place: Place) -> Task<Collection, Never> {
        if let known = seen[place] { return known }
        let (sessions, roles) = (sessions, roles)
        let task = Task { await Self.collection(place, sessions, roles) }
        seen[place] = task
        return task
    }

    private static func collection(
        _ place: Place,
        _ sessions: Sessions,
        _ roles: Configuration.Roles
    ) async -> Collection {
        let attributes = Catalogue.aws[place.type]?.attributes.map(\.name) ?? []
        do throws(CredentialFailure) {
            let reader = try await sessions.reader(in: place.scope.account, roles: roles)
            return await collect(
                place.scope,
                attributes: [place.type: Set(attributes)],
                reader: reader,
                region: sessions.region
            )
        } catch {
            let coverage = Coverage(
                type: place.type,
                attribute: nil,
                permission: "sts:AssumeRole",
                gaps: [gap(error): 1]
            )
            return Collection(coverage: [coverage])
        }
    }

    private static func gap(_ failure: CredentialFailure) -> Gap {
        Gap(
            reason: failure.isRefusal ? .denied : .failed,
            permission: "sts:AssumeRole",
            detail: failure.description
        )
    }
}

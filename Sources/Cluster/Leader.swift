import AWS
import Document
import Guardrails
import Logging
import Platform
import Store

/// What a sweep is made of, as text: stored with it, so that every worker judges alike.
public struct SweepFiles: Sendable {
    public let configuration: String
    /// What problems call the configuration.
    public let configurationFile: String
    public let guardrails: [SweepMaterial.Source]
    /// Environment, or `default`, to the file that says what its accounts must have.
    public let baselines: [String: SweepMaterial.Source]

    public init(
        configuration: String,
        configurationFile: String,
        guardrails: [SweepMaterial.Source],
        baselines: [String: SweepMaterial.Source] = [:]
    ) {
        self.configuration = configuration
        self.configurationFile = configurationFile
        self.guardrails = guardrails
        self.baselines = baselines
    }

    /// What the texts say.
    ///
    /// - Throws: everything that is wrong with the first of them that cannot be used.
    public func check() throws(Problems) -> (configuration: Configuration, guardrails: [Guardrail])
    {
        let configuration = try Configuration(yaml: configuration, file: configurationFile)
        let guardrails = try Guardrail.load(
            files: guardrails.map { ($0.file, $0.text) },
            catalogue: .aws
        )
        let problems = guardrails.flatMap { $0.problems(in: configuration) }
        guard problems.isEmpty else { throw Problems(problems) }
        return (configuration, guardrails)
    }
}

extension SweepFiles {
    /// What the accounts of each environment must have.
    func baselineItems() throws(Problems) -> [String: [JSON]] {
        var items: [String: [JSON]] = [:]
        for (environment, source) in baselines {
            items[environment] = try BaselineFile.items(yaml: source.text, file: source.file)
        }
        return items
    }
}

/// Takes every sweep that has not ended a step further: requested → discovering → running → done.
struct Leader: Sendable {
    let sweeps: Sweeps
    let accounts: Accounts
    let ledger: Ledger
    let inventories: Inventories
    let exceptions: Exceptions
    let sessions: Sessions
    let files: Coordinator.Files
    let logger: Logger

    /// How long a resource that is gone is remembered.
    private static let inventoryDays = 30

    /// A sweep with so few jobs left may be ready for its next step at any moment.
    private static let fewJobs = 100

    /// Whether to look again soon.
    func advance(token: Int64) async throws(StoreError) -> Bool {
        var isSoon = false
        for sweep in try await sweeps.active(token: token) {
            if sweep.state == .requested {
                try await begin(sweep, token)
                isSoon = true
                continue
            }
            let progress = try await sweeps.progress(sweep.id)
            isSoon = isSoon || progress.ready + progress.running < Self.fewJobs
            guard progress.isDrained else { continue }
            switch sweep.state {
            case .discovering: try await plan(sweep, token)
            case .running where !sweep.isJoined: isSoon = try await join(sweep, token) || isSoon
            case .running: try await finish(sweep, token)
            case .requested, .done, .failed: break
            }
        }
        return isSoon
    }

    /// Findings whose exception ran out are open again.
    func expireExceptions(token: Int64) async throws(StoreError) {
        let count = try await exceptions.expire(token: token)
        if count > 0 { logger.info("exceptions ended", metadata: ["reopened": "\(count)"]) }
    }

    private func begin(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) {
        let (material, guardrails): (SweepMaterial, [Guardrail])
        do {
            (material, guardrails) = try await self.material(for: sweep.narrowing)
        } catch {
            logger.error("sweep \(sweep.id) cannot begin: \(error)")
            try await sweeps.fail(sweep.id, token: token, error: "\(error)")
            return
        }
        // A database that fails here fails no sweep: the next step begins it again.
        try await exceptions.set(rules: guardrails, token: token)
        let discover = material.estate.accounts
            .filter { !$0.isSuspended && sweep.narrowing.allows($0) }.map(\.id)
        try await sweeps.begin(sweep.id, token: token, material: material, discover: discover)
        logger.info(
            "sweep began",
            metadata: ["sweep": "\(sweep.id)", "accounts": "\(discover.count)"]
        )
    }

    private func material(
        for narrowing: Narrowing
    ) async throws -> (SweepMaterial, [Guardrail]) {
        let files = try files()
        let (configuration, guardrails) = try files.check()
        for name in narrowing.guardrails where !guardrails.contains(where: { $0.name == name }) {
            throw SweepRefusal("there is no guardrail '\(name)'", hint: "parapet guardrails list")
        }
        var discovered: [Account] = []
        if let organization = configuration.organization {
            discovered = try await sessions.ownSession()
                .organizationAccounts(except: organization.excluded).get()
        }
        let estate = try configuration.estate(
            discovered: discovered,
            baselines: try files.baselineItems()
        )
        for id in narrowing.accounts where !estate.accounts.contains(where: { $0.id == id }) {
            throw SweepRefusal("there is no account \(id)", hint: "parapet accounts")
        }
        let material = SweepMaterial(
            configuration: files.configuration,
            guardrails: files.guardrails,
            estate: estate,
            narrowing: narrowing
        )
        return (material, guardrails)
    }

    private func plan(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) {
        guard let judgement = try await judgement(of: sweep, token) else { return }
        let scopes = Guardrails.plan(
            judgement.guardrails,
            estate: judgement.estate,
            regions: try await regions(),
            narrowing: sweep.narrowing
        )
        let count = try await sweeps.enqueue(sweep.id, token: token, scopes: scopes)
        logger.info("sweep planned", metadata: ["sweep": "\(sweep.id)", "jobs": "\(count)"])
    }

    /// The regions of the accounts that let us in.
    private func regions() async throws(StoreError) -> [String: [String]] {
        let regions = try await accounts.all().filter { $0.role == .assumed }
            .map { ($0.account.id, $0.regions) }
        return Dictionary(regions, uniquingKeysWith: { $1 })
    }

    /// Whether the sweep goes on.
    private func join(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) -> Bool {
        guard let judgement = try await judgement(of: sweep, token) else { return false }
        let scopes = planJoins(
            judgement.guardrails,
            estate: judgement.estate,
            regions: try await regions(),
            narrowing: sweep.narrowing
        )
        _ = try await sweeps.enqueueJoins(sweep.id, token: token, scopes: scopes)
        return true
    }

    private func finish(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) {
        guard let judgement = try await judgement(of: sweep, token) else { return }
        let closable = try await ledger.closable(
            sweep: sweep.id,
            token: token,
            guardrails: judgement.guardrails.map(\.name)
        )
        if !closable.isEmpty {
            _ = try await ledger.close(closable.map(\.change), sweep: sweep.id, token: token)
        }
        try await inventories.forget(afterDays: Self.inventoryDays, token: token)
        let summary = try await sweeps.finish(sweep.id, token: token)
        logger.info("sweep done", metadata: ["summary": "\(summary.text)"])
    }

    /// Nil where the stored material cannot be used any more; the sweep has then failed.
    private func judgement(
        of sweep: Sweeps.Active,
        _ token: Int64
    ) async throws(StoreError) -> Judgement? {
        let material = try await sweeps.material(sweep.id)
        do throws(Problems) {
            return try Judgement(material)
        } catch {
            try await sweeps.fail(sweep.id, token: token, error: error.description)
            return nil
        }
    }
}

/// A sweep that was asked for in a way that cannot be met.
struct SweepRefusal: Error, CustomStringConvertible {
    let description: String

    init(_ message: String, hint: String) {
        description = "PAR-SWP-01 \(message) | hint: \(hint)"
    }
}

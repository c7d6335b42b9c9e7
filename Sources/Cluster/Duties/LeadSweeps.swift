import AWS
import Guardrails
import Logging
import Platform
import Store

/// Takes every sweep that has not ended a step further: requested → discovering → running → done.
struct LeadSweeps: Duty {
    let everySeconds: Double
    let sweeps: Sweeps
    let accounts: Accounts
    let ledger: Ledger
    let exceptions: Exceptions
    let sessions: Sessions
    let files: Coordinator.Files
    let logger: Logger

    /// A sweep with so few jobs left may be ready for its next step at any moment.
    private static let fewJobs = 100

    func perform(token: Int64) async throws(StoreError) -> Bool {
        var isSoon = false
        for sweep in try await sweeps.active(token: token, enough: Self.fewJobs) {
            isSoon = isSoon || sweep.jobsLeft < Self.fewJobs
            if sweep.isWaiting { _ = try await sweeps.openWaiting(sweep.id, token: token) }
            switch sweep.state {
            case .requested: try await begin(sweep, token)
            case .discovering where sweep.jobsLeft == 0: try await plan(sweep, token)
            case .running where sweep.jobsLeft == 0: try await finish(sweep, token)
            default: break
            }
        }
        return isSoon
    }

    private func begin(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) {
        let material: SweepMaterial
        let judgement: Judgement
        do {
            material = try await self.material(for: sweep.narrowing)
            judgement = try Judgement(material)
        } catch {
            logger.error("sweep \(sweep.id) cannot begin: \(error)")
            try await sweeps.fail(sweep.id, token: token, error: "\(error)")
            return
        }
        // A database that fails here fails no sweep: the next step begins it again.
        try await exceptions.set(rules: judgement.guardrails, token: token)
        let discover = material.estate.accounts
            .filter { !$0.isSuspended && sweep.narrowing.allows($0) }.map(\.id)
        try await sweeps.begin(
            sweep.id,
            token: token,
            material: material,
            discover: discover,
            accountJobs: judgement.configuration.queue.jobsPerAccount
        )
        logger.info(
            "sweep began",
            metadata: ["sweep": "\(sweep.id)", "accounts": "\(discover.count)"]
        )
    }

    private func material(
        for narrowing: Narrowing
    ) async throws -> SweepMaterial {
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
        return SweepMaterial(
            configuration: files.configuration,
            guardrails: files.guardrails,
            estate: estate,
            narrowing: narrowing
        )
    }

    private func plan(_ sweep: Sweeps.Active, _ token: Int64) async throws(StoreError) {
        guard let judgement = try await judgement(of: sweep, token) else { return }
        let regions = try await regions()
        let count = try await sweeps.enqueue(
            sweep.id,
            token: token,
            scopes: Guardrails.plan(
                judgement.guardrails,
                estate: judgement.estate,
                regions: regions,
                narrowing: sweep.narrowing
            ),
            joins: planJoins(
                judgement.guardrails,
                estate: judgement.estate,
                regions: regions,
                narrowing: sweep.narrowing
            )
        )
        logger.info("sweep planned", metadata: ["sweep": "\(sweep.id)", "jobs": "\(count)"])
    }

    /// The regions of the accounts that let us in.
    private func regions() async throws(StoreError) -> [String: [String]] {
        let regions = try await accounts.all().filter { $0.role == .assumed }
            .map { ($0.account.id, $0.regions) }
        return Dictionary(regions, uniquingKeysWith: { $1 })
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

import AWS
import Document
import Guardrails
import Logging
import Platform
import Store

/// Does one job from its lease to its end.
struct Errands: Sendable {
    let queue: Queue
    let ledger: Ledger
    let inventories: Inventories
    let exceptions: Exceptions
    let judgements: Judgements
    let sessions: Sessions
    let budgets: Pace.Budgets
    let logger: Logger

    /// How often a job waits for AWS to get ready.
    private static let maxWaits = 60

    /// What kept a job from its end.
    private struct Interruption: Error {
        let cause: Setback
        let reason: String

        init(_ reason: String, cause: Setback = .failure) {
            self.cause = cause
            self.reason = reason
        }

        init(_ failure: CredentialFailure) {
            self.init(
                failure.description,
                cause: failure.kind == .throttled ? .throttle : .failure
            )
        }
    }

    func run(_ job: LeasedJob) async {
        var logger = logger
        logger[metadataKey: "job"] = "\(job.id)"
        do {
            let completion =
                switch job.kind {
                case .discover: try await discover(job)
                case .scan: try await scan(job)
                case .join: try await join(job)
                }
            if completion == .lost { logger.warning("the lease was lost, nothing was written") }
        } catch {
            await end(job, error, logger)
        }
    }

    private func end(_ job: LeasedJob, _ error: any Error, _ logger: Logger) async {
        // A cancelled task cannot ask the database: the worker gives back all its jobs at the end.
        guard !Task.isCancelled else { return }
        let interruption = error as? Interruption ?? Interruption("\(error)")
        let reason = interruption.reason
        do throws(StoreError) {
            let outcome = try await queue.fail(
                job,
                cause: interruption.cause,
                error: reason,
                budget: interruption.cause == .throttle ? budgets.throttles : budgets.failures
            )
            logger.warning("job failed: \(reason)", metadata: ["next": "\(outcome.rawValue)"])
        } catch {
            logger.error("job failed: \(reason); and could not say so: \(error)")
        }
    }

    /// Whether the account lets us in, and which regions it has enabled.
    private func discover(_ job: LeasedJob) async throws -> Completion {
        let judgement = try await judgements.judgement(of: job.sweep)
        let account = job.scope.account
        let session: Session
        do throws(CredentialFailure) {
            session = try await sessions.session(
                in: account,
                roles: judgement.configuration.roles
            )
        } catch {
            guard error.isRefusal else { throw Interruption(error) }
            return try await queue.completeDiscovery(
                job,
                role: .refused,
                detail: error.message,
                regions: [],
                reads: 0
            )
        }
        var enabled: [String] = []
        if judgement.configuration.needsEnabledRegions(of: account) {
            switch await session.enabledRegions(askedIn: sessions.region) {
            case .success(let regions): enabled = regions
            case .failure(let gap) where gap.reason == .denied:
                return try await queue.completeDiscovery(
                    job,
                    role: .failed,
                    detail: "\(gap.summary) \(gap.detail)",
                    regions: [],
                    reads: session.requests
                )
            case .failure(let gap):
                throw Interruption(
                    "\(gap.summary) \(gap.detail)",
                    cause: gap.reason == .throttled ? .throttle : .failure
                )
            }
        }
        return try await queue.completeDiscovery(
            job,
            role: .assumed,
            detail: nil,
            regions: judgement.configuration.regions(of: account, enabled: enabled),
            reads: session.requests
        )
    }

    private func scan(_ job: LeasedJob) async throws -> Completion {
        let judgement = try await judgements.judgement(of: job.sweep)
        let account = try account(of: job, judgement)
        let guardrails = judgement.guardrails(for: job.scope, account, joins: false)
        let attributes = judgement.attributes(of: job.scope.service, account)
        let session: Session
        do throws(CredentialFailure) {
            session = try await sessions.session(
                in: account.id,
                roles: judgement.configuration.roles
            )
        } catch {
            throw Interruption(error)
        }
        let collection = await collect(
            job.scope,
            attributes: attributes,
            session: session,
            region: sessions.region
        )
        // Reads that were cut off say nothing about AWS.
        try Task.checkCancellation()
        if let seconds = collection.waitSeconds {
            guard job.attempt < Self.maxWaits else {
                throw Interruption("AWS does not get ready")
            }
            return try await queue.release(job, afterSeconds: seconds)
        }
        let result = ScanResult(
            collection,
            guardrails: guardrails,
            account: account,
            exceptions: try await exceptions.granted(in: account.id, guardrails.map(\.name)),
            judgement: judgement,
            now: .now()
        )
        let draft = InventoryDraft(
            collection,
            types: attributes.keys.sorted().compactMap { Catalogue.aws[$0] },
            attributes: attributes,
            history: judgement.configuration.inventoryHistory.map(\.name)
        )
        let digest = result.digest(with: draft.digest)
        var isKnown = false
        if let digest { isKnown = try await ledger.knows(digest, of: job.scope) }
        return try await queue.completeScan(
            job,
            changes: isKnown ? [] : try await changes(of: job, result, guardrails),
            coverage: collection.coverage,
            reads: collection.reads,
            unknown: result.unknown,
            inventory: isKnown
                ? nil
                : InventoryChanges(draft, known: try await inventories.known(job.scope)),
            result: digest,
            isKnown: isKnown
        )
    }

    private func changes(
        of job: LeasedJob,
        _ result: ScanResult,
        _ guardrails: [Guardrail]
    ) async throws(StoreError) -> [Change] {
        result.changes(
            from: try await ledger.findings(of: job.scope, guardrails: guardrails.map(\.name))
        )
    }

    /// Judges over what the sweep's scans committed; asks AWS nothing.
    private func join(_ job: LeasedJob) async throws -> Completion {
        let judgement = try await judgements.judgement(of: job.sweep)
        let account = try account(of: job, judgement)
        let guardrails = judgement.guardrails(for: job.scope, account, joins: true)
        let regions = try await inventories.regions(of: account.id)
        let known = AccountInventory(
            resources: try await inventories.resources(
                of: account.id,
                types: guardrails.flatMap { [$0.type] + $0.related.map(\.type) },
                region: job.scope.region == Scope.global ? nil : job.scope.region
            ),
            coverage: try await inventories.coverage(of: account.id, sweep: job.sweep),
            account: account,
            regions: regions,
            estate: judgement.estate
        )
        let result = ScanResult(
            known.collection(of: job.scope, guardrails.map(\.type)),
            guardrails: guardrails,
            account: account,
            regions: regions,
            inventory: known.inventory(for: guardrails),
            exceptions: try await exceptions.granted(in: account.id, guardrails.map(\.name)),
            judgement: judgement,
            now: .now()
        )
        return try await queue.completeJoin(
            job,
            changes: try await changes(of: job, result, guardrails),
            unknown: result.unknown
        )
    }

    private func account(of job: LeasedJob, _ judgement: Judgement) throws(Interruption) -> Account
    {
        guard let account = judgement.estate.accounts.first(where: { $0.id == job.scope.account })
        else { throw Interruption("account \(job.scope.account) is not in the estate") }
        return account
    }
}

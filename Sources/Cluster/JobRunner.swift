import AWS
import Guardrails
import Logging
import Platform
import Store

/// Takes jobs of some kinds from their lease to their end.
protocol Runner: Sendable {
    func run(_ job: Job) async
}

/// Takes a job that reads AWS, or changes it, from its lease to its end.
struct JobRunner: Runner {
    private let queue: Queue
    private let shelf: RuleShelf
    private let ledger: Ledger
    private let kinds: [Job.Kind: any JobKind]
    private let budgets: Queue.Budgets
    private let logger: Logger

    /// How often a look is made again because exceptions changed, before the job goes back.
    private static let maxLooks = 5
    private static let pauseSeconds = 5.0
    private static let leaveSeconds = 30.0

    init(
        database: Database,
        queue: Queue,
        sessions: Sessions,
        providers: @escaping JobTools.Providers,
        web: HTTPClient,
        pace: Pace,
        logger: Logger
    ) {
        self.queue = queue
        shelf = RuleShelf(database: database)
        ledger = Ledger(database: database)
        let tools = JobTools(
            database: database,
            queue: queue,
            sessions: sessions,
            verifySeconds: pace.verifySeconds,
            providers: providers,
            web: web
        )
        kinds = Dictionary(
            Job.Kind.all.map { ($0.kind, $0.init(tools)) },
            uniquingKeysWith: { $1 }
        )
        budgets = pace.budgets
        self.logger = logger
    }

    func run(_ job: Job) async {
        var logger = logger
        logger[metadataKey: "job"] = "\(job.id)"
        logger[metadataKey: "kind"] = "\(job.kind)"
        logger[metadataKey: "account"] = "\(job.account)"
        for key in ["region", "service"] {
            logger[metadataKey: key] = job.payload[key]?.string.map { "\($0)" }
        }
        do throws(StoreError) {
            var attempt = try await attempt(job, generation: job.generation)
            logger[metadataKey: "sweep"] = attempt.material.sweep.map { "\($0)" }
            for _ in 0..<Self.maxLooks {
                let ending = try await perform(attempt)
                // A cancelled task cannot ask the database, and reads that were cut off say nothing
                // about AWS: the worker gives back all its jobs at the end.
                guard !Task.isCancelled else { return }
                let ended = try await queue.end(job, ending, budgets: budgets)
                tell(ending, ended, logger)
                switch ended {
                case .stale: continue
                case .overtaken:
                    let (generation, at) = try await ledger.position(of: job.scope)
                    attempt = try await self.attempt(job, generation: generation, since: at)
                case .committed, .putBack, .dead, .lost: return
                }
            }
            _ = try await queue.end(job, .snooze(seconds: Self.pauseSeconds), budgets: budgets)
        } catch {
            await giveBack(job, error, logger)
        }
    }

    private func attempt(
        _ job: Job,
        generation: Int64,
        since: String? = nil
    ) async throws(StoreError) -> Attempt {
        let material = try await shelf.material(job.batch)
        guard let rules = job.rules ?? material.rules, let estate = material.estate else {
            throw StoreError(.wrongState, "batch \(job.batch) names no rules")
        }
        return Attempt(
            job,
            material: material,
            rules: try await shelf.book(rules),
            estate: try await shelf.estate(estate),
            generation: generation,
            since: since
        )
    }

    private func perform(_ attempt: Attempt) async throws(StoreError) -> Ending {
        guard let kind = kinds[attempt.job.kind] else {
            return .giveUp(reason: "this worker does not know the kind \(attempt.job.kind)")
        }
        return try await kind.perform(attempt)
    }

    private func tell(_ ending: Ending, _ ended: Ended, _ logger: Logger) {
        switch (ending, ended) {
        case (_, .lost): logger.warning("the lease was lost, nothing was written")
        case (.retry(_, let reason), .putBack), (.giveUp(let reason), .dead),
            (.retry(_, let reason), .dead):
            let next = ended == .dead ? "dead" : "retry"
            logger.log(
                level: ended == .dead ? .error : .warning,
                "job failed: \(reason)",
                metadata: ["next": "\(next)"]
            )
        case (_, .stale): logger.info("exceptions changed: looking again")
        case (_, .overtaken): logger.info("the scope was written of meanwhile: reading again")
        case (.done(let effects), .committed(let changes)):
            tell(effects, logger)
            logger.debug("job done", metadata: ["changes": "\(changes)"])
        default: break
        }
    }

    /// A line for each read that did not answer; those that only came late or are not for this
    /// account are no reason to wake anybody.
    private func tell(_ effects: Effects, _ logger: Logger) {
        if let role = effects.role, role.state != .assumed {
            logger.warning("not let in: \(role.detail ?? role.state.rawValue)")
        }
        for read in effects.coverage ?? [] {
            for (gap, count) in read.gaps.sorted(by: { $0.key.summary < $1.key.summary }) {
                logger.log(
                    level: gap.reason.level,
                    "not read: \(gap.summary)\(gap.detail.isEmpty ? "" : ": \(gap.detail)")",
                    metadata: [
                        "type": "\(read.type)", "attribute": "\(read.attribute ?? "")",
                        "permission": "\(gap.permission)", "reason": "\(gap.reason.rawValue)",
                        "reads": "\(count)",
                    ]
                )
            }
        }
    }

    private func giveBack(_ job: Job, _ error: StoreError, _ logger: Logger) async {
        guard !Task.isCancelled else { return }
        do throws(StoreError) {
            // What another release has stored, its own workers can read.
            let ending =
                error.kind == .unreadable
                ? Ending.snooze(seconds: Self.leaveSeconds)
                : Ending.retry(error.isOutage ? .outage : .failure, reason: error.description)
            if error.kind == .unreadable { logger.warning("left to other workers: \(error)") }
            tell(ending, try await queue.end(job, ending, budgets: budgets), logger)
        } catch let second {
            logger.error("job failed: \(error); and could not say so: \(second)")
        }
    }
}

extension Gap.Reason {
    fileprivate var level: Logger.Level {
        switch self {
        case .denied, .failed: .warning
        case .throttled: .notice
        case .unavailable, .notEnabled, .notCollected, .leftOut, .outside: .info
        }
    }
}

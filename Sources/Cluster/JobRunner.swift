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
        let work = Work(job, logger)
        var lease = LeaseCourse()
        var action = LeaseCourse.first
        while action != .leave { action = lease.take(await take(action, work)) }
    }

    /// What is known of a job under way.
    private final class Work {
        let job: Job
        var logger: Logger
        var attempt: Attempt?
        var ending = Ending.snooze(seconds: 0)
        var trouble: StoreError?

        init(_ job: Job, _ logger: Logger) {
            self.job = job
            self.logger = logger
        }
    }

    private func take(_ action: LeaseCourse.Action, _ work: Work) async -> LeaseCourse.Event {
        do throws(StoreError) {
            let event = try await step(action, work)
            if case .performed = event, Task.isCancelled { return .cut }
            return event
        } catch {
            guard !Task.isCancelled else { return .cut }
            if case .handBack = action {
                if let trouble = work.trouble { work.logger.error("job failed: \(trouble)") }
                work.logger.error("the queue could not be told so: \(error)")
                return .cut
            }
            work.trouble = error
            if error.kind == .unreadable {
                work.logger.warning("left to other workers: \(error)")
                return .failed(.unreadable)
            }
            return .failed(error.isOutage ? .outage : .other)
        }
    }

    private func step(
        _ action: LeaseCourse.Action,
        _ work: Work
    ) async throws(StoreError) -> LeaseCourse.Event {
        switch action {
        case .prepare(let anew):
            var (generation, since) = (work.job.generation, String?.none)
            if anew { (generation, since) = try await ledger.position(of: work.job.scope) }
            let attempt = try await attempt(work.job, generation: generation, since: since)
            work.logger[metadataKey: "sweep"] = attempt.material.sweep.map { "\($0)" }
            work.attempt = attempt
            return .prepared
        case .perform:
            guard let attempt = work.attempt else { return .cut }
            work.ending = try await perform(attempt)
            return .performed
        case .commit: return .ended(try await end(work))
        case .handBack(.snooze(let seconds)):
            work.ending = .snooze(seconds: seconds)
            return .ended(try await end(work))
        case .handBack(.retry(let cause)):
            work.ending = .retry(cause, reason: work.trouble?.description ?? "")
            return .ended(try await end(work))
        case .leave: return .cut
        }
    }

    private func end(_ work: Work) async throws(StoreError) -> Ended {
        let ended = try await queue.end(work.job, work.ending, budgets: budgets)
        tell(work.ending, ended, work.logger)
        return ended
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
        case (.unread(_, let reason), .putBack):
            logger.warning("not answered: \(reason)", metadata: ["next": "retry"])
        case (_, .stale): logger.info("exceptions changed: looking again")
        case (_, .overtaken): logger.info("the scope was written of meanwhile: reading again")
        case (.done(let effects), .committed(let changes)),
            (.unread(let effects, _), .committed(let changes)):
            tell(effects, logger)
            if effects.isUnread { logger.warning("not read in time: it is looked at again soon") }
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

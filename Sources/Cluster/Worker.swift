import AWS
import Document
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Claims jobs, does them, commits what they found. Any number run beside each other.
public final class Worker: Service {
    private let queue: Queue
    private let runner: any Runner
    private let kinds: [Job.Kind]
    /// Nil: nothing that it claims takes Parapet's own keys.
    private let sessions: Sessions?
    private let isNeeded: @Sendable () -> Bool
    private let pace: Pace
    private let host: String
    private let logger: Logger
    private let cursors = Lock(ClaimCursors())
    /// What happened, in the order of its coming.
    private let events: AsyncStream<WorkerLife.Event>
    private let mailbox: AsyncStream<WorkerLife.Event>.Continuation

    /// - Parameters:
    ///   - providers: those that a configuration names, with what they need to be asked.
    ///   - web: asks web servers.
    public init(
        database: Database,
        sessions: Sessions,
        providers: @escaping @Sendable (Configuration) async -> ActionProviders = { _ in
            ActionProviders()
        },
        web: HTTPClient = HTTPClient(),
        pace: Pace = Pace(),
        host: String,
        logger: Logger
    ) {
        let process = Process(.worker)
        var logger = logger
        logger[metadataKey: "process"] = "\(process.name)"
        self.logger = logger
        queue = Queue(
            database: database,
            process: process,
            clock: .telling(logger, sessions),
            beatSeconds: pace.heartbeatSeconds
        )
        runner = JobRunner(
            database: database,
            queue: queue,
            sessions: sessions,
            providers: providers,
            web: web,
            pace: pace,
            logger: logger
        )
        kinds = Job.Kind.allCases.filter { $0 != DeliverMessage.kind }
        isNeeded = { true }
        self.sessions = sessions
        self.pace = pace
        self.host = host
        (events, mailbox) = AsyncStream.makeStream()
    }

    /// One that sends messages to people, and does nothing else.
    ///
    /// - Parameters:
    ///   - channels: as the configuration has them, ready to be sent through.
    ///   - isNeeded: it begins when there is anything to send through.
    public init(
        notifying database: Database,
        channels: @escaping DeliverMessage.Channels,
        isNeeded: @escaping @Sendable () -> Bool = { true },
        pace: Pace = Pace(),
        host: String,
        logger: Logger
    ) {
        let process = Process(.notifier)
        var logger = logger
        logger[metadataKey: "process"] = "\(process.name)"
        self.logger = logger
        queue = Queue(
            database: database,
            process: process,
            clock: .telling(logger, nil),
            beatSeconds: pace.heartbeatSeconds
        )
        runner = DeliverMessage(
            database: database,
            queue: queue,
            channels: channels,
            pace: pace,
            logger: logger
        )
        kinds = [DeliverMessage.kind]
        sessions = nil
        self.isNeeded = isNeeded
        self.pace = pace
        self.host = host
        (events, mailbox) = AsyncStream.makeStream()
    }

    /// There may be jobs.
    public func wake() { mailbox.yield(.rung) }

    /// Claims nothing more; ``run()`` returns once the jobs under way have ended or gone back.
    public func drain() { mailbox.yield(.stopped) }

    /// - Throws: wrong keys of Parapet itself: no job of this process can come to anything.
    public func run() async throws {
        var life = WorkerLife(WorkerLife.Times(pace))
        let refusal = Lock<StoreError?>(nil)
        await withGracefulShutdownHandler {
            await live(&life, refusal)
        } onGracefulShutdown: {
            self.drain()
        }
        if let refusal = refusal.withLock({ $0 }) { throw refusal }
        guard life.isMember else { return }
        do {
            try await lastWords { [queue, pace] in
                try await queue.retire(budget: pace.budgets.drains)
            }
        } catch {
            logger.warning("jobs were not given back: \(error)")
        }
        logger.info("\(queue.process.role) stopped")
        if let wrong = sessions?.wrongKeys { throw wrong }
    }

    /// Until it leaves, or until the task is cancelled.
    private func live(_ life: inout WorkerLife, _ refusal: Lock<StoreError?>) async {
        // Nobody takes the tasks' results: a group that kept them would grow for ever.
        await withDiscardingTaskGroup { group in
            mailbox.yield(.rung)
            for await event in events {
                for action in life.take(event, at: .now) {
                    if action == .leave { return group.cancelAll() }
                    group.addTask { await self.perform(action, refusal) }
                }
            }
            group.cancelAll()
        }
    }

    private func perform(_ action: WorkerLife.Action, _ refusal: Lock<StoreError?>) async {
        switch action {
        case .ask: mailbox.yield(.needed(isNeeded()))
        case .begin: await begin(refusal)
        case .claim(let limit): mailbox.yield(.claimed(await claim(limit)))
        case .perform(let job):
            await runner.run(job)
            mailbox.yield(.ended(job.id, keysAreWrong: sessions?.wrongKeys != nil))
        case .beat(let held): mailbox.yield(.beaten(schema: await beat(held)))
        case .tick(let pause):
            try? await Task.sleep(for: pause)
            mailbox.yield(.ticked)
        case .tell(let version):
            logger.notice(
                "the schema is at version \(version) now: this process ends its jobs and stops"
            )
        case .leave: break
        }
    }

    private func begin(_ refusal: Lock<StoreError?>) async {
        do throws(StoreError) {
            try await queue.heartbeat(host: host)
        } catch {
            // Told to stop before the database answered, it has not failed.
            if !Task.isCancelled { refusal.withLock { $0 = error } }
            mailbox.yield(.failed)
            return
        }
        logger.info(
            "\(queue.process.role) started",
            metadata: ["concurrency": "\(pace.concurrency)"]
        )
        mailbox.yield(.begun)
        try? await sessions?.checkKeys()
        mailbox.yield(.checked(areWrong: sessions?.wrongKeys != nil))
    }

    /// Shows that it lives. Nil: it could not.
    private func beat(_ held: Set<Int64>) async -> Int? {
        do throws(StoreError) {
            let version = try await queue.heartbeat(host: host)
            try await returnUnheld(held)
            return version
        } catch {
            if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            return nil
        }
    }

    /// A job that we do not know of would else be ours until its deadline.
    private func returnUnheld(_ held: Set<Int64>) async throws(StoreError) {
        let count = try await queue.returnUnheld(
            held: Array(held),
            deadlineSeconds: pace.deadlineSeconds,
            olderSeconds: pace.leaseSeconds,
            budget: pace.budgets.outages
        )
        if count > 0 { logger.warning("jobs given back", metadata: ["jobs": "\(count)"]) }
    }

    private func claim(_ limit: Int) async -> [Job] {
        // What is signed by its clock AWS refuses: the jobs are others'.
        guard sessions?.isClockRefused != true else { return [] }
        // One claim at a time is under way.
        var cursors = cursors.withLock { $0 }
        do throws(StoreError) {
            let jobs = try await queue.claim(
                kinds,
                limit: limit,
                deadlineSeconds: pace.deadlineSeconds,
                cursors: &cursors
            )
            self.cursors.withLock { $0 = cursors }
            return jobs
        } catch {
            if !Task.isCancelled { logger.error("nothing claimed: \(error)") }
            return []
        }
    }
}

extension WorkerLife.Times {
    fileprivate init(_ pace: Pace) {
        self.init(
            concurrency: pace.concurrency,
            ask: .seconds(pace.scheduleSeconds),
            poll: .seconds(pace.pollSeconds),
            beat: .seconds(pace.heartbeatSeconds),
            drain: .seconds(pace.drainSeconds),
            schema: Migrator.versions.lowerBound
        )
    }
}

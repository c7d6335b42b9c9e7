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
    private let bell = Bell()
    private let state = Lock(State())

    private struct State {
        var isDraining = false
        /// Whether AWS was asked for Parapet's own keys: no job is claimed before.
        var isChecked = false
        /// The jobs under way.
        /// By job, how many attempts: one that took too long may still be at it when the next begins.
        var held: [Int64: Int] = [:]
    }

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
        queue = Queue(database: database, process: Process(.worker))
        var logger = logger
        logger[metadataKey: "process"] = "\(queue.process.name)"
        self.logger = logger
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
        queue = Queue(database: database, process: Process(.notifier))
        var logger = logger
        logger[metadataKey: "process"] = "\(queue.process.name)"
        self.logger = logger
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
    }

    /// There may be jobs.
    public func wake() { bell.ring() }

    /// Claims nothing more; ``run()`` returns once the jobs under way have ended or gone back.
    public func drain() {
        state.withLock { $0.isDraining = true }
        bell.ring()
    }

    /// - Throws: wrong keys of Parapet itself: no job of this process can come to anything.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await untilNeeded()
        } onGracefulShutdown: {
            self.drain()
        }
        guard !state.withLock({ $0.isDraining }), !Task.isCancelled else { return }
        try await queue.heartbeat(host: host)
        logger.info(
            "\(queue.process.role) started",
            metadata: ["concurrency": "\(pace.concurrency)"]
        )
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepAlive() }
                group.addTask { await self.checkKeys() }
                await self.work()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.drain()
        }
        do throws(StoreError) {
            try await queue.retire(budget: pace.budgets.drains)
        } catch {
            logger.warning("jobs were not given back: \(error)")
        }
        logger.info("\(queue.process.role) stopped")
        if let wrong = sessions?.wrongKeys { throw wrong }
    }

    private func untilNeeded() async {
        while !isNeeded(), !state.withLock({ $0.isDraining }), !Task.isCancelled {
            await bell.wait(atMost: .seconds(pace.scheduleSeconds))
        }
    }

    /// Beside the rest, so that a worker whose question nobody answers can be stopped.
    private func checkKeys() async {
        try? await sessions?.checkKeys()
        state.withLock { state in
            state.isChecked = true
            if sessions?.wrongKeys != nil { state.isDraining = true }
        }
        bell.ring()
    }

    private func keepAlive() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(pace.heartbeatSeconds))
            do throws(StoreError) {
                let version = try await queue.heartbeat(host: host)
                if version > Migrator.versions.lowerBound { leaveToNewer(version) }
                try await returnUnheld()
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            }
        }
    }

    /// Its functions are there for one version more: time to end the jobs under way, and to go.
    private func leaveToNewer(_ version: Int) {
        let isFirst = state.withLock { state in
            defer { state.isDraining = true }
            return !state.isDraining
        }
        guard isFirst else { return }
        logger.notice(
            "the schema is at version \(version) now: this process ends its jobs and stops"
        )
        bell.ring()
    }

    /// A job that we do not know of would else be ours until its deadline.
    private func returnUnheld() async throws(StoreError) {
        let count = try await queue.returnUnheld(
            held: Array(state.withLock { $0.held }.keys),
            deadlineSeconds: pace.deadlineSeconds,
            olderSeconds: pace.leaseSeconds,
            budget: pace.budgets.outages
        )
        if count > 0 { logger.warning("jobs given back", metadata: ["jobs": "\(count)"]) }
    }

    /// Until draining, or until the task is cancelled.
    private func work() async {
        // Nobody takes the jobs' results: a group that kept them would grow for ever.
        await withDiscardingTaskGroup { group in
            var cursors = ClaimCursors()
            while !state.withLock({ $0.isDraining }) && !Task.isCancelled {
                let free = state.withLock { $0.isChecked ? pace.concurrency - $0.held.count : 0 }
                let jobs = free > 0 ? await claim(free, &cursors) : []
                state.withLock { state in
                    for job in jobs { state.held[job.id, default: 0] += 1 }
                }
                for job in jobs {
                    group.addTask { [self] in
                        await runner.run(job)
                        let isUseless = sessions?.wrongKeys != nil
                        state.withLock { state in
                            if isUseless { state.isDraining = true }
                            let left = (state.held[job.id] ?? 1) - 1
                            state.held[job.id] = left > 0 ? left : nil
                        }
                        bell.ring()
                    }
                }
                guard jobs.isEmpty else { continue }
                let jitter = Double.random(in: 0.5...1.5)
                await bell.wait(atMost: .seconds(pace.pollSeconds * jitter))
            }
            await finish()
            group.cancelAll()
        }
    }

    private func claim(_ limit: Int, _ cursors: inout ClaimCursors) async -> [Job] {
        do throws(StoreError) {
            return try await queue.claim(
                kinds,
                limit: limit,
                deadlineSeconds: pace.deadlineSeconds,
                cursors: &cursors
            )
        } catch {
            if !Task.isCancelled { logger.error("nothing claimed: \(error)") }
            return []
        }
    }

    /// Until the jobs under way have ended, or have had the time for it.
    private func finish() async {
        let start = ContinuousClock.now
        while state.withLock({ !$0.held.isEmpty }), !Task.isCancelled,
            start.duration(to: .now) < .seconds(pace.drainSeconds)
        {
            await bell.wait(atMost: .seconds(1))
        }
    }
}

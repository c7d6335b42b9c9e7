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
    /// Rung when it is to stop, and when there is less to wait for.
    private let stopBell = Bell()
    private let state = Lock(State())

    private struct State {
        var isDraining = false
        /// Whether AWS was asked for Parapet's own keys: no job is claimed before.
        var isChecked = false
        /// Whether jobs may be on their way to it.
        var isClaiming = false
        /// The jobs under way.
        /// By job, how many attempts: one that took too long may still be at it when the next begins.
        var held: [Int64: Int] = [:]
    }

    public init(
        database: Database,
        sessions: Sessions,
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
    }

    /// There may be jobs.
    public func wake() { bell.ring() }

    /// Claims nothing more; ``run()`` returns once the jobs under way have ended or gone back.
    public func drain() {
        state.withLock { $0.isDraining = true }
        bell.ring()
        stopBell.ring()
    }

    /// How long it waits for the database alone, when it is to stop.
    private static let claimSeconds = 5.0

    /// - Throws: wrong keys of Parapet itself: no job of this process can come to anything.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            await untilNeeded()
            guard !state.withLock({ $0.isDraining }), !Task.isCancelled else { return }
            guard try await join() else { return }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepAlive() }
                group.addTask { await self.checkKeys() }
                group.addTask { await self.work() }
                await self.untilDrained()
                group.cancelAll()
            }
            await leave()
        } onGracefulShutdown: {
            self.drain()
        }
        if let wrong = sessions?.wrongKeys { throw wrong }
    }

    /// False where it was told to stop before the database answered.
    private func join() async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { [self] in
                _ = try await queue.heartbeat(host: host)
            }
        } catch  where state.withLock({ $0.isDraining }) {
            return false
        }
        logger.info(
            "\(queue.process.role) started",
            metadata: ["concurrency": "\(pace.concurrency)"]
        )
        return true
    }

    private func leave() async {
        do {
            try await lastWords { [queue, pace] in
                try await queue.retire(budget: pace.budgets.drains)
            }
        } catch {
            logger.warning("jobs were not given back: \(error)")
        }
        logger.info("\(queue.process.role) stopped")
    }

    private func untilNeeded() async {
        while !isNeeded(), !state.withLock({ $0.isDraining }), !Task.isCancelled {
            await bell.wait(atMost: .seconds(pace.scheduleSeconds))
        }
    }

    /// Beside the rest, so that a worker whose question nobody answers can be stopped.
    private func checkKeys() async {
        try? await sessions?.checkKeys()
        state.withLock { $0.isChecked = true }
        if sessions?.wrongKeys != nil { drain() }
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
        guard !state.withLock({ $0.isDraining }) else { return }
        logger.notice(
            "the schema is at version \(version) now: this process ends its jobs and stops"
        )
        drain()
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

    /// Until draining, or until the task is cancelled; then until the jobs under way have ended.
    private func work() async {
        // Nobody takes the jobs' results: a group that kept them would grow for ever.
        await withDiscardingTaskGroup { group in
            var cursors = ClaimCursors()
            while !state.withLock({ $0.isDraining }) && !Task.isCancelled {
                let jobs = await claim(&cursors)
                for job in jobs {
                    group.addTask { [self] in
                        await runner.run(job)
                        ended(job)
                    }
                }
                guard jobs.isEmpty else { continue }
                let jitter = Double.random(in: 0.5...1.5)
                await bell.wait(atMost: .seconds(pace.pollSeconds * jitter))
            }
        }
    }

    private func ended(_ job: Job) {
        state.withLock { state in
            let left = (state.held[job.id] ?? 1) - 1
            state.held[job.id] = left > 0 ? left : nil
        }
        if sessions?.wrongKeys != nil { drain() }
        bell.ring()
        hurryStop()
    }

    /// There is less to wait for. Whoever is not waited for costs nothing.
    private func hurryStop() {
        if state.withLock({ $0.isDraining }) { stopBell.ring() }
    }

    /// As many as there is room for; they are held.
    private func claim(_ cursors: inout ClaimCursors) async -> [Job] {
        let free = state.withLock { state in
            let mayClaim = state.isChecked && sessions?.isClockRefused != true
            let free = mayClaim ? pace.concurrency - state.held.count : 0
            state.isClaiming = free > 0
            return free
        }
        guard free > 0 else { return [] }
        var jobs: [Job] = []
        do throws(StoreError) {
            jobs = try await queue.claim(
                kinds,
                limit: free,
                deadlineSeconds: pace.deadlineSeconds,
                cursors: &cursors
            )
        } catch {
            if !Task.isCancelled { logger.error("nothing claimed: \(error)") }
        }
        state.withLock { state in
            state.isClaiming = false
            for job in jobs { state.held[job.id, default: 0] += 1 }
        }
        hurryStop()
        return jobs
    }

    /// Until it is to stop, and the jobs under way have ended or have had the time for it. A database
    /// that does not answer is not waited for as long as they are.
    private func untilDrained() async {
        while !state.withLock({ $0.isDraining }), !Task.isCancelled {
            await stopBell.wait()
        }
        let start = ContinuousClock.now
        while !Task.isCancelled {
            let limit = state.withLock { state in
                !state.held.isEmpty
                    ? pace.drainSeconds
                    : state.isClaiming ? min(Self.claimSeconds, pace.drainSeconds) : 0
            }
            guard start.duration(to: .now) < .seconds(limit) else { return }
            await stopBell.wait(atMost: .seconds(1))
        }
    }
}

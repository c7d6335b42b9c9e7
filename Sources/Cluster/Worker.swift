import AWS
import Document
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Claims jobs, does them, commits what they found. Any number run beside each other.
public final class Worker: Service {
    public let process: String
    private let queue: Queue
    private let errands: Errands
    private let pace: Pace
    private let host: String
    private let logger: Logger
    private let bell = Bell()
    private let state = Lock(State())

    private struct State {
        var isDraining = false
        /// The jobs under way.
        var held: Set<Int64> = []
    }

    public init(
        database: Database,
        sessions: Sessions,
        pace: Pace = Pace(),
        host: String,
        logger: Logger
    ) {
        process = "w-\(hex(randomBytes(6)))"
        queue = Queue(database: database, process: process)
        var logger = logger
        logger[metadataKey: "process"] = "\(process)"
        self.logger = logger
        errands = Errands(
            queue: queue,
            ledger: Ledger(database: database),
            inventories: Inventories(database: database),
            exceptions: Exceptions(database: database),
            judgements: Judgements(sweeps: Sweeps(database: database)),
            sessions: sessions,
            budgets: pace.budgets,
            logger: logger
        )
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

    public func run() async throws {
        try await queue.heartbeat(role: .worker, host: host)
        logger.info("worker started", metadata: ["concurrency": "\(pace.concurrency)"])
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.keepAlive() }
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
        logger.info("worker stopped")
    }

    private func keepAlive() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(pace.heartbeatSeconds))
            do throws(StoreError) {
                try await queue.heartbeat(role: .worker, host: host)
                try await returnUnheld()
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            }
        }
    }

    /// A job that we do not know of would else be ours until its deadline.
    private func returnUnheld() async throws(StoreError) {
        let count = try await queue.returnUnheld(
            held: Array(state.withLock { $0.held }),
            deadlineSeconds: pace.deadlineSeconds,
            olderSeconds: pace.leaseSeconds,
            budget: pace.budgets.failures
        )
        if count > 0 { logger.warning("jobs given back", metadata: ["jobs": "\(count)"]) }
    }

    /// Until draining, or until the task is cancelled.
    private func work() async {
        await withTaskGroup(of: Void.self) { group in
            var cursors = ClaimCursors()
            while !state.withLock({ $0.isDraining }) && !Task.isCancelled {
                let free = pace.concurrency - state.withLock { $0.held.count }
                let jobs = free > 0 ? await claim(free, &cursors) : []
                state.withLock { $0.held.formUnion(jobs.map(\.id)) }
                for job in jobs {
                    group.addTask { [self] in
                        await errands.run(job)
                        state.withLock { _ = $0.held.remove(job.id) }
                        bell.ring()
                    }
                }
                guard jobs.isEmpty else { continue }
                let jitter = Double.random(in: 0.5...1.5)
                await bell.wait(atMost: .seconds(pace.pollSeconds * jitter))
            }
            await finish(&group)
        }
    }

    private func claim(_ limit: Int, _ cursors: inout ClaimCursors) async -> [LeasedJob] {
        do throws(StoreError) {
            return try await queue.claim(
                limit: limit,
                deadlineSeconds: pace.deadlineSeconds,
                cursors: &cursors
            )
        } catch {
            if !Task.isCancelled { logger.error("nothing claimed: \(error)") }
            return []
        }
    }

    private func finish(_ group: inout TaskGroup<Void>) async {
        let start = ContinuousClock.now
        while state.withLock({ !$0.held.isEmpty }), !Task.isCancelled,
            start.duration(to: .now) < .seconds(pace.drainSeconds)
        {
            await bell.wait(atMost: .seconds(1))
        }
        group.cancelAll()
    }
}

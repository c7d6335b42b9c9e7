import AWS
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Leads sweeps from request to end. Several may run; one leads, the others stand by.
public final class Coordinator: Service {
    private let queue: Queue
    private let leadership: Leadership
    private let duties: [any Duty]
    private let sessions: Sessions
    private let pace: Pace
    private let host: String
    private let logger: Logger
    /// One for each duty.
    private let bells: [Bell]
    private let stopBell = Bell()
    private let state = Lock(State())

    private struct State {
        /// Nil while another process leads.
        var token: Int64?
        var isStopping = false
    }

    /// - Parameters:
    ///   - lease: another database object over the same database, with a connection that no duty can
    ///     hold up: the lease and the heartbeat go over it.
    ///   - rules: what the next sweep is to use.
    public init(
        database: Database,
        lease: Database,
        sessions: Sessions,
        rules: CurrentRules,
        pace: Pace = Pace(),
        isScheduling: Bool,
        host: String,
        logger: Logger
    ) {
        let process = Process(.coordinator)
        leadership = Leadership(database: lease, process: process)
        var logger = logger
        logger[metadataKey: "process"] = "\(process.name)"
        queue = Queue(
            database: lease,
            process: process,
            clock: .telling(logger, sessions),
            beatSeconds: pace.heartbeatSeconds
        )
        self.logger = logger
        let tools = LeaderTools(
            database: database,
            leadership: leadership,
            sessions: sessions,
            rules: rules,
            pace: pace,
            isScheduling: isScheduling,
            logger: logger
        )
        self.sessions = sessions
        duties = Duties.all.map { $0.init(tools) }
        bells = duties.map { _ in Bell() }
        self.pace = pace
        self.host = host
    }

    /// There may be a sweep to begin.
    public func wake() { bells.forEach { $0.ring() } }

    /// An event led to something that the leader is to go on with.
    public func hurry() {
        for (duty, bell) in zip(duties, bells) where type(of: duty).isRungForEvents { bell.ring() }
    }

    /// ``run()`` returns soon: what is under way is cut off, and done again by whoever leads next.
    public func stop() {
        state.withLock { $0.isStopping = true }
        stopBell.ring()
    }

    /// - Throws: wrong keys of Parapet itself: another coordinator may lead with right ones.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            do {
                try await cancelWhenGracefulShutdown { [self] in
                    _ = try await queue.heartbeat(host: host)
                }
            } catch  where state.withLock({ $0.isStopping }) {
                return
            }
            logger.info("coordinator started")
            await self.lead()
            logger.info("coordinator stopped")
        } onGracefulShutdown: {
            self.stop()
        }
        if let wrong = sessions.wrongKeys { throw wrong }
    }

    private static let shortPause = 0.1

    private func lead() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepAlive() }
            group.addTask { await self.holdLease() }
            group.addTask { await self.checkKeys() }
            await withTaskGroup(of: Void.self) { duties in
                for (duty, bell) in zip(self.duties, bells) {
                    duties.addTask { await self.perform(duty, bell) }
                }
                await untilStopping()
                duties.cancelAll()
            }
            group.cancelAll()
        }
        if let token = state.withLock({ $0.token }) {
            try? await lastWords { [duties] in
                for duty in duties { try? await duty.leave(token: token) }
            }
            try? await lastWords { [leadership] in try await leadership.release(token: token) }
        }
        try? await lastWords { [queue, pace] in
            try await queue.retire(budget: pace.budgets.drains)
        }
    }

    private func untilStopping() async {
        while !state.withLock({ $0.isStopping }) && !Task.isCancelled {
            await stopBell.wait(atMost: .seconds(3600))
        }
    }

    /// Its turns for as long as this process leads, each after the other, and what they began beside
    /// them.
    private func perform(_ duty: any Duty, _ bell: Bell) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                var pause = pace.pollSeconds
                if let token = state.withLock({ $0.token }) {
                    do throws(StoreError) {
                        let turn = try await duty.perform(token: token)
                        pause = turn.pauseSeconds(
                            every: duty.everySeconds,
                            short: Self.shortPause,
                            now: .now()
                        )
                        for task in turn.alongside { group.addTask { await task() } }
                    } catch {
                        if !Task.isCancelled { logger.error("\(type(of: duty)): \(error)") }
                    }
                    if sessions.wrongKeys != nil { stop() }
                }
                await bell.wait(atMost: .seconds(pause))
            }
            group.cancelAll()
        }
    }

    /// Takes the lease and keeps it, however long a duty takes.
    private func holdLease() async {
        while !Task.isCancelled {
            do throws(StoreError) {
                let renewed = try await leadership.acquire(leaseSeconds: pace.leadSeconds)
                let isNew = state.withLock { state in
                    defer { state.token = renewed }
                    return state.token != renewed
                }
                if isNew {
                    logger.info(renewed == nil ? "standing by" : "leading")
                    wake()
                }
            } catch {
                if !Task.isCancelled { logger.error("not led: \(error)") }
            }
            try? await Task.sleep(for: .seconds(pace.pollSeconds))
        }
    }

    /// Beside the duties: those that ask AWS nothing need not wait for its answer.
    private func checkKeys() async {
        try? await sessions.checkKeys()
        if sessions.wrongKeys != nil { stop() }
    }

    private func keepAlive() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(pace.heartbeatSeconds))
            do throws(StoreError) {
                let version = try await queue.heartbeat(host: host)
                guard version > Migrator.versions.lowerBound else { continue }
                logger.notice("the schema is at version \(version) now: this coordinator stops")
                stop()
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            }
        }
    }
}

import AWS
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Leads sweeps from request to end. Several may run; one leads, the others stand by.
public final class Coordinator: Service {
    /// The files that the next sweep is to use, as they are at that moment.
    public typealias Files = @Sendable () throws -> SweepFiles

    public let process: String
    private let queue: Queue
    private let leadership: Leadership
    private let duties: [any Duty]
    private let pace: Pace
    private let host: String
    private let logger: Logger
    /// One for each duty.
    private let bells: [Bell]
    /// Nil while another process leads.
    private let token = Lock<Int64?>(nil)
    private let isStopping = Lock(false)

    public init(
        database: Database,
        sessions: Sessions,
        files: @escaping Files,
        pace: Pace = Pace(),
        isScheduling: Bool,
        host: String,
        logger: Logger
    ) {
        process = "c-\(hex(randomBytes(6)))"
        queue = Queue(database: database, process: process)
        leadership = Leadership(database: database, process: process)
        var logger = logger
        logger[metadataKey: "process"] = "\(process)"
        self.logger = logger
        let sweeps = Sweeps(database: database)
        let exceptions = Exceptions(database: database)
        let retention = Retention(database: database)
        var duties: [any Duty] = [
            LeadSweeps(
                everySeconds: pace.pollSeconds,
                sweeps: sweeps,
                accounts: Accounts(database: database),
                ledger: Ledger(database: database),
                exceptions: exceptions,
                sessions: sessions,
                files: files,
                logger: logger
            ),
            ReapJobs(
                everySeconds: pace.heartbeatSeconds,
                queue: queue,
                pace: pace,
                logger: logger
            ),
            ExpireExceptions(
                everySeconds: pace.heartbeatSeconds,
                exceptions: exceptions,
                logger: logger
            ),
            ClearSweeps(everySeconds: pace.heartbeatSeconds, sweeps: sweeps),
            AnnounceExpiry(
                everySeconds: pace.tidySeconds,
                exceptions: exceptions,
                logger: logger
            ),
            RollPartitions(everySeconds: pace.tidySeconds, retention: retention),
            ForgetOld(
                everySeconds: pace.tidySeconds,
                retention: retention,
                inventories: Inventories(database: database),
                files: files,
                logger: logger
            ),
        ]
        if isScheduling {
            duties.append(
                RequestScheduled(
                    everySeconds: pace.scheduleSeconds,
                    schedules: Schedules(database: database),
                    files: files,
                    logger: logger
                )
            )
        }
        self.duties = duties
        bells = duties.map { _ in Bell() }
        self.pace = pace
        self.host = host
    }

    /// There may be a sweep to begin.
    public func wake() { bells.first?.ring() }

    /// ``run()`` returns after the steps that are under way.
    public func stop() {
        isStopping.withLock { $0 = true }
        bells.forEach { $0.ring() }
    }

    public func run() async throws {
        try await queue.heartbeat(role: .coordinator, host: host)
        logger.info("coordinator started")
        await withGracefulShutdownHandler {
            await self.lead()
        } onGracefulShutdown: {
            self.stop()
        }
        logger.info("coordinator stopped")
    }

    private static let shortPause = 0.1

    private func lead() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepAlive() }
            group.addTask { await self.holdLease() }
            await withTaskGroup(of: Void.self) { group in
                for (duty, bell) in zip(duties, bells) {
                    group.addTask { await self.perform(duty, bell) }
                }
            }
            group.cancelAll()
            await group.waitForAll()
        }
        if let token = token.withLock({ $0 }) { try? await leadership.release(token: token) }
        try? await queue.retire(budget: pace.budgets.drains)
    }

    /// Its turns for as long as this process leads, each after the other.
    private func perform(_ duty: any Duty, _ bell: Bell) async {
        while !isStopping.withLock({ $0 }) && !Task.isCancelled {
            var pause = pace.pollSeconds
            if let token = token.withLock({ $0 }) {
                pause = duty.everySeconds
                do throws(StoreError) {
                    if try await duty.perform(token: token) { pause = Self.shortPause }
                } catch {
                    if !Task.isCancelled { logger.error("\(type(of: duty)): \(error)") }
                    pause = pace.pollSeconds
                }
            }
            await bell.wait(atMost: .seconds(pause))
        }
    }

    /// Takes the lease and keeps it, however long a duty takes.
    private func holdLease() async {
        while !Task.isCancelled {
            do throws(StoreError) {
                let renewed = try await leadership.acquire(leaseSeconds: pace.leadSeconds)
                if renewed != token.withLock({ $0 }) {
                    logger.info(renewed == nil ? "standing by" : "leading")
                    token.withLock { $0 = renewed }
                    bells.forEach { $0.ring() }
                }
            } catch {
                if !Task.isCancelled { logger.error("not led: \(error)") }
            }
            try? await Task.sleep(for: .seconds(pace.pollSeconds))
        }
    }

    private func keepAlive() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(pace.heartbeatSeconds))
            do throws(StoreError) {
                try await queue.heartbeat(role: .coordinator, host: host)
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            }
        }
    }
}

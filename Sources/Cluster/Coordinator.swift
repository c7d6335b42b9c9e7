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
    private let leader: Leader
    private let pace: Pace
    private let host: String
    private let logger: Logger
    private let bell = Bell()
    private let isStopping = Lock(false)

    public init(
        database: Database,
        sessions: Sessions,
        files: @escaping Files,
        pace: Pace = Pace(),
        host: String,
        logger: Logger
    ) {
        process = "c-\(hex(randomBytes(6)))"
        queue = Queue(database: database, process: process)
        leadership = Leadership(database: database, process: process)
        var logger = logger
        logger[metadataKey: "process"] = "\(process)"
        self.logger = logger
        leader = Leader(
            sweeps: Sweeps(database: database),
            accounts: Accounts(database: database),
            ledger: Ledger(database: database),
            inventories: Inventories(database: database),
            exceptions: Exceptions(database: database),
            sessions: sessions,
            files: files,
            logger: logger
        )
        self.pace = pace
        self.host = host
    }

    /// There may be a sweep to begin.
    public func wake() { bell.ring() }

    /// ``run()`` returns after the step that is under way.
    public func stop() {
        isStopping.withLock { $0 = true }
        bell.ring()
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
            var token: Int64?
            var reaped = ContinuousClock.now - .seconds(pace.heartbeatSeconds)
            while !isStopping.withLock({ $0 }) && !Task.isCancelled {
                var pause = pace.pollSeconds
                do throws(StoreError) {
                    let renewed = try await leadership.acquire(leaseSeconds: pace.leaseSeconds)
                    if renewed != token {
                        logger.info(renewed == nil ? "standing by" : "leading")
                        token = renewed
                    }
                    if let token {
                        if reaped.duration(to: .now) >= .seconds(pace.heartbeatSeconds) {
                            try await reap()
                            try await leader.expireExceptions(token: token)
                            reaped = .now
                        }
                        if try await leader.advance(token: token) { pause = Self.shortPause }
                    }
                } catch {
                    if !Task.isCancelled { logger.error("not led: \(error)") }
                }
                await bell.wait(atMost: .seconds(pause))
            }
            group.cancelAll()
            if let token { try? await leadership.release(token: token) }
            try? await queue.retire()
        }
    }

    private func reap() async throws(StoreError) {
        let count = try await queue.reap(leaseSeconds: pace.leaseSeconds, budget: pace.budget)
        if count > 0 { logger.warning("jobs taken back", metadata: ["jobs": "\(count)"]) }
    }

    private func keepAlive() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(pace.heartbeatSeconds))
            do throws(StoreError) {
                try await queue.heartbeat(role: .coordinator, host: host)
                // A long step must not cost the lease.
                _ = try await leadership.acquire(leaseSeconds: pace.leaseSeconds)
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
            }
        }
    }
}

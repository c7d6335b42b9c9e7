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
    /// What duties are done with; nil while another process leads.
    private let token = Lock<Int64?>(nil)
    /// What happened, in the order of its coming.
    private let events: AsyncStream<LeaderTerm.Event>
    private let mailbox: AsyncStream<LeaderTerm.Event>.Continuation

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
        (events, mailbox) = AsyncStream.makeStream()
    }

    /// There may be a sweep to begin.
    public func wake() { bells.forEach { $0.ring() } }

    /// An event led to something that the leader is to go on with.
    public func hurry() {
        for (duty, bell) in zip(duties, bells) where type(of: duty).isRungForEvents { bell.ring() }
    }

    /// ``run()`` returns soon: what is under way is cut off, and done again by whoever leads next.
    public func stop() { mailbox.yield(.stopped) }

    /// - Throws: wrong keys of Parapet itself: another coordinator may lead with right ones.
    public func run() async throws {
        let isStopped = Lock(false)
        try await withGracefulShutdownHandler {
            do {
                try await cancelWhenGracefulShutdown { [queue, host] in
                    _ = try await queue.heartbeat(host: host)
                }
            } catch  where isStopped.withLock({ $0 }) {
                // Told to stop before the database answered, it has not failed.
                logger.info("coordinator stopped")
                return
            }
            logger.info("coordinator started")
            await live()
            logger.info("coordinator stopped")
        } onGracefulShutdown: {
            isStopped.withLock { $0 = true }
            self.stop()
        }
        if let wrong = sessions.wrongKeys { throw wrong }
    }

    private static let shortPause = 0.1

    /// Until it leaves, or until the task is cancelled.
    private func live() async {
        var term = LeaderTerm(LeaderTerm.Times(pace), at: .now)
        let held = await withDiscardingTaskGroup { group -> Int64? in
            defer { group.cancelAll() }
            group.addTask { await self.doDuties() }
            group.addTask { await self.checkKeys() }
            mailbox.yield(.ticked)
            for await event in events {
                for action in term.take(event, at: .now) {
                    if case .leave(let token) = action { return token }
                    if decide(action) { continue }
                    group.addTask { await self.perform(action) }
                }
            }
            return nil
        }
        try? await lastWords { [duties, leadership, queue, pace] in
            if let held {
                for duty in duties { try? await duty.leave(token: held) }
                try? await leadership.release(token: held)
            }
            try await queue.retire(budget: pace.budgets.drains)
        }
    }

    /// What is so at once. Whether it was that.
    private func decide(_ action: LeaderTerm.Action) -> Bool {
        switch action {
        case .lead(let token):
            self.token.withLock { $0 = token }
            logger.info("leading")
            wake()
        case .standBy:
            token.withLock { $0 = nil }
            logger.info("standing by")
        case .tell(let version):
            logger.notice("the schema is at version \(version) now: this coordinator stops")
        case .endDuties: stopBell.ring()
        case .ask, .beat, .tick, .leave: return false
        }
        return true
    }

    private func perform(_ action: LeaderTerm.Action) async {
        switch action {
        case .ask: await askForLease()
        case .beat:
            do throws(StoreError) {
                mailbox.yield(.beaten(schema: try await queue.heartbeat(host: host)))
            } catch {
                if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
                mailbox.yield(.beaten(schema: nil))
            }
        case .tick(let pause):
            try? await Task.sleep(for: pause)
            mailbox.yield(.ticked)
        case .lead, .standBy, .tell, .endDuties, .leave: break
        }
    }

    /// Takes the lease or renews it, however long a duty takes.
    private func askForLease() async {
        let asked = ContinuousClock.now
        do throws(StoreError) {
            let token = try await leadership.acquire(leaseSeconds: pace.leadSeconds)
            mailbox.yield(.answered(token, asked: asked))
        } catch {
            if !Task.isCancelled { logger.error("not led: \(error)") }
            mailbox.yield(.unanswered)
        }
    }

    /// Until this process stops.
    private func doDuties() async {
        await withTaskGroup(of: Void.self) { group in
            for (duty, bell) in zip(duties, bells) {
                group.addTask { await self.perform(duty, bell) }
            }
            await stopBell.wait()
            group.cancelAll()
        }
        mailbox.yield(.dutiesEnded)
    }

    /// Its turns for as long as this process leads, each after the other, and what they began beside
    /// them.
    private func perform(_ duty: any Duty, _ bell: Bell) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                var pause = pace.pollSeconds
                if let token = token.withLock({ $0 }) {
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

    /// Beside the duties: those that ask AWS nothing need not wait for its answer.
    private func checkKeys() async {
        try? await sessions.checkKeys()
        if sessions.wrongKeys != nil { stop() }
    }
}

extension LeaderTerm.Times {
    fileprivate init(_ pace: Pace) {
        self.init(
            poll: .seconds(pace.pollSeconds),
            lease: .seconds(pace.leadSeconds),
            beat: .seconds(pace.heartbeatSeconds),
            schema: Migrator.versions.lowerBound
        )
    }
}

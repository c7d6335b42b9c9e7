import AWS
import Guardrails
import Logging
import Platform
import ServiceLifecycle
import Store

/// Receives AWS's events from the queues that the newest rules name, and asks for the looks that come
/// of them. Any number run beside each other.
public final class Feed: Service {
    private let queue: Queue
    private let feeds: Feeds
    private let shelf: RuleShelf
    private let sessions: Sessions
    private let pace: Pace
    private let host: String
    private let isEager: Bool
    private let logger: Logger
    private let line: CommitLine
    private let bell = Bell()
    private let stopBell = Bell()
    private let state = Lock(State())

    private struct State {
        var isDraining = false
        /// What was received is committed.
        var isDone = false
        /// Whether AWS was asked for Parapet's own keys: nothing is received before.
        var isChecked = false
        /// By which rules and accounts messages are read.
        var material: Feeds.Material?
        var sorting: MessageSorting?
        var polled: [Configuration.EventQueue: QueuePolling] = [:]
        /// Those of them that nobody polls yet.
        var new: [Configuration.EventQueue] = []
        var isMember = false
    }

    /// How often the queues are asked how much waits there: every so many heartbeats.
    private static let beatsPerBacklog = 3

    /// - Parameter isEager: whether it is a member of the cluster before any queue is named.
    public init(
        database: Database,
        sessions: Sessions,
        pace: Pace = Pace(),
        isEager: Bool,
        host: String,
        logger: Logger
    ) {
        let process = Process(.feed)
        var logger = logger
        logger[metadataKey: "process"] = "\(process.name)"
        self.logger = logger
        queue = Queue(
            database: database,
            process: process,
            clock: .telling(logger, sessions),
            beatSeconds: pace.heartbeatSeconds
        )
        feeds = Feeds(queue: queue)
        shelf = RuleShelf(database: database)
        self.sessions = sessions
        self.pace = pace
        self.host = host
        self.isEager = isEager
        line = CommitLine(feeds, logger)
    }

    /// Receives nothing more; ``run()`` returns when what was received is committed.
    public func drain() {
        let polled = state.withLock { state in
            state.isDraining = true
            return Array(state.polled.values)
        }
        for polling in polled { polling.drain() }
        bell.ring()
        stopBell.ring()
    }

    /// - Throws: wrong keys of Parapet itself: no queue will answer this process.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            do {
                if isEager { try await cancelWhenGracefulShutdown { try await self.join() } }
            } catch  where state.withLock({ $0.isDraining }) {
                return
            }
            logger.info("feed started")
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.checkKeys() }
                group.addTask { await self.receiveAndCommit() }
                await self.untilDrained()
                group.cancelAll()
            }
            await leave()
        } onGracefulShutdown: {
            self.drain()
        }
        if let wrong = sessions.wrongKeys { throw wrong }
    }

    private func receiveAndCommit() async {
        await withTaskGroup(of: Void.self) { committing in
            committing.addTask { await self.line.run() }
            await self.receive()
            self.line.close()
        }
        state.withLock { $0.isDone = true }
        stopBell.ring()
    }

    /// Until it is to stop, and what was received is committed or has had the time for it: what is not
    /// stays in the queue.
    private func untilDrained() async {
        while !state.withLock({ $0.isDraining }), !Task.isCancelled {
            await stopBell.wait()
        }
        let start = ContinuousClock.now
        while !state.withLock({ $0.isDone }), !Task.isCancelled,
            start.duration(to: .now) < .seconds(pace.drainSeconds)
        {
            await stopBell.wait(atMost: .seconds(1))
        }
    }

    private func leave() async {
        if state.withLock({ $0.isMember }) {
            try? await lastWords { [self] in
                try? await noteQueues()
                try await queue.retire(budget: pace.budgets.drains)
            }
        }
        logger.info("feed stopped")
    }

    private func join() async throws(StoreError) {
        let version = try await queue.heartbeat(host: host)
        state.withLock { $0.isMember = true }
        guard version > Migrator.versions.lowerBound else { return }
        logger.notice("the schema is at version \(version) now: this feed stops")
        drain()
    }

    private func checkKeys() async {
        try? await sessions.checkKeys()
        state.withLock { $0.isChecked = true }
        if sessions.wrongKeys != nil { drain() }
        bell.ring()
    }

    /// Polls what there is to poll, until draining, and what was received is committed.
    private func receive() async {
        await withDiscardingTaskGroup { group in
            var beats = 0
            while !state.withLock({ $0.isDraining }) && !Task.isCancelled {
                do throws(StoreError) {
                    try await keepUp()
                } catch {
                    if !Task.isCancelled { logger.error("no heartbeat: \(error)") }
                }
                if state.withLock({ $0.isChecked && $0.isMember }) {
                    for polling in begin() { group.addTask { await polling.run() } }
                }
                if beats % Self.beatsPerBacklog == 0 {
                    for polling in state.withLock({ Array($0.polled.values) }) {
                        group.addTask { await polling.askBacklog() }
                    }
                }
                beats += 1
                if sessions.wrongKeys != nil { drain() }
                await bell.wait(atMost: .seconds(pace.heartbeatSeconds))
            }
            drain()
        }
    }

    /// A sign of life, how the queues do, and what is new in rules and accounts.
    private func keepUp() async throws(StoreError) {
        let material = try await feeds.material()
        if material != state.withLock({ $0.material }) { try await read(material) }
        if isEager || state.withLock({ $0.sorting != nil }) { try await join() }
        try await noteQueues()
    }

    private func noteQueues() async throws(StoreError) {
        let states = state.withLock { state in
            state.isMember ? state.polled.values.map(\.queueState) : []
        }
        if !states.isEmpty { try await feeds.note(states) }
    }

    /// What another release has stored is left, and what was known before is used.
    private func read(_ material: Feeds.Material) async throws(StoreError) {
        guard let rules = material.rules, let estate = material.estate else { return }
        let book: RuleBook
        let accounts: EstateIndex
        do throws(StoreError) {
            book = try await shelf.book(rules)
            accounts = try await shelf.estate(estate)
        } catch  where error.kind == .unreadable || error.kind == .wrongState {
            return logger.warning("the rules that were read before are used: \(error)")
        }
        let queues = book.configuration.eventQueues
        let sorting =
            queues.isEmpty ? nil : MessageSorting(book, accounts, management: material.management)
        let left = state.withLock { state -> [QueuePolling] in
            state.material = material
            state.sorting = sorting
            let left = state.polled.filter { !queues.contains($0.key) }
            for queue in left.keys { state.polled[queue] = nil }
            for queue in queues where state.polled[queue] == nil {
                guard let sorting else { continue }
                state.polled[queue] = polling(queue, sorting)
                state.new.append(queue)
            }
            for polling in state.polled.values { if let sorting { polling.use(sorting) } }
            return Array(left.values)
        }
        for polling in left { polling.drain() }
        logger.info("rules read", metadata: ["queues": "\(queues.count)"])
    }

    private func polling(
        _ queue: Configuration.EventQueue,
        _ sorting: MessageSorting
    ) -> QueuePolling {
        QueuePolling(
            sessions.queue(queue.url, region: queue.region.name),
            into: line,
            by: sorting,
            pace: pace,
            logger: logger
        )
    }

    /// Those that nobody polls yet.
    private func begin() -> [QueuePolling] {
        state.withLock { state in
            defer { state.new = [] }
            return state.new.compactMap { state.polled[$0] }
        }
    }
}

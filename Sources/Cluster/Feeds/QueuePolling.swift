import AWS
import Document
import Logging
import Platform
import Store

/// Empties one queue: receives, has it committed, and only then deletes.
final class QueuePolling: Sendable {
    private struct State {
        var plan: PollPlan
        var queue: QueueState
        var sorting: MessageSorting
        var isDraining = false
        /// What may be cut short when the feed stops: waiting for messages, and pausing.
        var cuttable: [Int: Task<Void, Never>] = [:]
        var count = 0
    }

    private let queue: ReceivingQueue
    private let line: CommitLine
    private let waitSeconds: Int
    private let logger: Logger
    private let bell = Bell()
    private let state: Lock<State>

    /// What was received is nobody else's for so long: time to commit and to delete it.
    private static let hideSeconds = 60

    init(
        _ queue: ReceivingQueue,
        into line: CommitLine,
        by sorting: MessageSorting,
        pace: Pace,
        logger: Logger
    ) {
        self.queue = queue
        self.line = line
        waitSeconds = pace.receiveSeconds
        var logger = logger
        logger[metadataKey: "queue"] = "\(queue.url)"
        self.logger = logger
        state = Lock(
            State(
                plan: PollPlan(most: pace.polls),
                queue: QueueState(url: queue.url, region: queue.region),
                sorting: sorting
            )
        )
    }

    /// How the queue does.
    var queueState: QueueState { state.withLock { $0.queue } }

    /// From now on messages are read by other rules.
    func use(_ sorting: MessageSorting) { state.withLock { $0.sorting = sorting } }

    /// Receives nothing more; ``run()`` returns when what was received is committed.
    func drain() {
        let waiting = state.withLock { state in
            state.isDraining = true
            return Array(state.cuttable.values)
        }
        for task in waiting { task.cancel() }
        bell.ring()
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            while !isDraining {
                while state.withLock({ $0.plan.begins() }) {
                    group.addTask {
                        await self.poll()
                        self.bell.ring()
                    }
                }
                await bell.wait(atMost: .seconds(60))
                if Task.isCancelled { drain() }
            }
        }
    }

    /// Asks AWS how much waits there.
    func askBacklog() async {
        guard case .success(let count) = await queue.backlog(), let count else { return }
        state.withLock { state in
            state.queue.backlog = count
            state.queue.backlogAt = .now()
        }
    }

    private var isDraining: Bool { state.withLock { $0.isDraining } }

    private func poll() async {
        let received = Lock<Result<[ReceivingQueue.Message], CallFailure>?>(nil)
        await cuttable {
            let answer = await self.queue.receive(
                waitSeconds: self.waitSeconds,
                hideSeconds: Self.hideSeconds
            )
            received.withLock { $0 = answer }
        }
        switch received.withLock({ $0 }) {
        case nil: state.withLock { $0.plan.goesOn() }
        case .failure(let failure): await pause(failure)
        case .success(let messages):
            heard(messages)
            guard await keep(messages) else { return await pause(nil) }
            state.withLock {
                $0.plan.ended(
                    messages: messages.count,
                    isFull: messages.count == ReceivingQueue.most
                )
            }
        }
    }

    private func heard(_ messages: [ReceivingQueue.Message]) {
        let now = Timestamp.now()
        state.withLock { state in
            if state.queue.error != nil { logger.notice("the queue can be read again") }
            state.queue.error = nil
            state.queue.heard = now
            guard let last = messages.last else { return }
            state.queue.received = now
            if let sent = last.sent {
                state.queue.lagSeconds = Double(max(0, now.seconds - sent.seconds))
            }
        }
    }

    /// False where some could not be kept: they come again.
    private func keep(_ messages: [ReceivingQueue.Message]) async -> Bool {
        guard !messages.isEmpty else { return true }
        let sorting = state.withLock { $0.sorting }
        let kept = await line.commit(
            messages.map {
                CommitLine.Message(
                    queue: queue.url,
                    id: $0.id,
                    body: $0.body,
                    deliveries: $0.deliveries
                )
            },
            sorting
        )
        for failure in await queue.delete(messages.filter { kept.contains($0.id) }) {
            // They come again, and lead to nothing.
            logger.warning("messages were not deleted: \(failure)")
        }
        return kept.count == Set(messages.map(\.id)).count
    }

    private func pause(_ failure: CallFailure?) async {
        let seconds = state.withLock { state in
            if let failure, !state.isDraining {
                if state.queue.error == nil { logger.error("the queue is not read: \(failure)") }
                state.queue.error = failure.description
            }
            return state.plan.failed()
        }
        await cuttable { try? await Task.sleep(for: .seconds(seconds)) }
        state.withLock { $0.plan.goesOn() }
    }

    private func cuttable(_ body: @escaping @Sendable () async -> Void) async {
        let (task, number) = state.withLock { state -> (Task<Void, Never>?, Int) in
            guard !state.isDraining else { return (nil, 0) }
            state.count += 1
            let task = Task { await body() }
            state.cuttable[state.count] = task
            return (task, state.count)
        }
        await task?.value
        state.withLock { $0.cuttable[number] = nil }
    }
}

import Logging
import Platform
import Store

/// Messages on their way into the database: what several polls bring goes in with one statement.
final class CommitLine: Sendable {
    typealias Message = MessageSorting.Message

    private struct Waiting {
        let messages: [Message]
        let sorting: MessageSorting
        /// Told which of the messages may be deleted.
        let done: CheckedContinuation<Set<String>, Never>
    }

    private struct State {
        var waiting: [Waiting] = []
        var isOpen = true
    }

    private let feeds: Feeds
    private let logger: Logger
    private let state = Lock(State())
    private let bell = Bell()

    /// A batch takes no more; what is left goes with the next.
    private static let most = 500
    /// A message that the database alone refuses so often is dead; until then it may have been the
    /// database's bad day.
    private static let maxDeliveries = 3

    init(_ feeds: Feeds, _ logger: Logger) {
        self.feeds = feeds
        self.logger = logger
    }

    /// The ids of those that are committed, or lead to nothing, and may be deleted. Safe on disk.
    func commit(_ messages: [Message], _ sorting: MessageSorting) async -> Set<String> {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                guard state.isOpen else { return false }
                state.waiting.append(
                    Waiting(messages: messages, sorting: sorting, done: continuation)
                )
                return true
            }
            guard isOpen else { return continuation.resume(returning: []) }
            bell.ring()
        }
    }

    /// Until closed and empty.
    func run() async {
        while true {
            if Task.isCancelled { close() }
            let (taken, isOpen) = take()
            if taken.isEmpty {
                guard isOpen else { return }
                await bell.wait(atMost: .seconds(60))
                continue
            }
            let kept = await commit(taken)
            for waiting in taken {
                waiting.done.resume(returning: kept.intersection(waiting.messages.map(\.id)))
            }
        }
    }

    /// What waits is committed, and nothing more is taken.
    func close() {
        state.withLock { $0.isOpen = false }
        bell.ring()
    }

    private func take() -> ([Waiting], isOpen: Bool) {
        state.withLock { state in
            var taken: [Waiting] = []
            var count = 0
            while let next = state.waiting.first, count < Self.most {
                count += next.messages.count
                taken.append(next)
                state.waiting.removeFirst()
            }
            return (taken, state.isOpen)
        }
    }

    private func commit(_ taken: [Waiting]) async -> Set<String> {
        var batch = EventBatch()
        for waiting in taken { batch.add(waiting.sorting.batch(of: waiting.messages)) }
        do throws(StoreError) {
            let committed = try await feeds.commit(batch)
            logger.debug(
                "events committed",
                metadata: ["events": "\(committed.fresh)", "looks": "\(committed.looks)"]
            )
            return Set(taken.flatMap(\.messages).map(\.id))
        } catch {
            guard error.isOfWhatWasSaid else {
                logger.error("events stay in the queue: \(error)")
                return []
            }
            logger.warning("committed one by one: \(error)")
            return await commitOneByOne(taken)
        }
    }

    /// One bad message costs itself alone.
    private func commitOneByOne(_ taken: [Waiting]) async -> Set<String> {
        var kept: Set<String> = []
        for waiting in taken {
            for message in waiting.messages {
                do throws(StoreError) {
                    _ = try await feeds.commit(waiting.sorting.batch(of: [message]))
                    kept.insert(message.id)
                } catch {
                    if await bury(message, error) { kept.insert(message.id) }
                }
            }
        }
        return kept
    }

    private func bury(_ message: Message, _ error: StoreError) async -> Bool {
        guard error.isOfWhatWasSaid, message.deliveries >= Self.maxDeliveries else { return false }
        let dead = MessageSorting.dead(
            message,
            reason: "the database does not take it: \(error.code)"
        )
        do throws(StoreError) {
            _ = try await feeds.commit(dead)
            return true
        } catch {
            return false
        }
    }
}

extension StoreError {
    /// Whether what was asked may be the reason, and not the state of the database.
    fileprivate var isOfWhatWasSaid: Bool {
        !isPassing && (kind == .failed || kind == .outOfBounds)
    }
}

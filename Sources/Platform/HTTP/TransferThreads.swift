import Glibc

/// All transfer threads of the process. None may outlive its end: OpenSSL takes itself down at exit,
/// and a thread in the middle of a handshake then crashes.
enum TransferThreads {
    private struct Entry {
        weak var owner: TransferThread?
        let thread: pthread_t
        var hasEnded = false
    }

    private static let entries = Lock<[Entry]>([])

    static func start(_ owner: TransferThread, _ run: @escaping @Sendable () -> Void) {
        joinEnded()
        entries.withLock { entries in
            let thread = startJoinedThread {
                run()
                ended()
            }
            entries.append(Entry(owner: owner, thread: thread))
        }
    }

    static func isRunning(_ owner: TransferThread) -> Bool {
        entries.withLock { $0.contains { $0.owner === owner } }
    }

    private static func ended() {
        let own = pthread_self()
        entries.withLock { entries in
            for index in entries.indices where pthread_equal(entries[index].thread, own) != 0 {
                entries[index].hasEnded = true
            }
        }
    }

    /// Those that have ended since.
    private static func joinEnded() {
        let ended = entries.withLock { entries in
            defer { entries.removeAll(where: \.hasEnded) }
            return entries.filter(\.hasEnded).map(\.thread)
        }
        for thread in ended { pthread_join(thread, nil) }
    }

    static func endAtExit() {
        atexit { TransferThreads.end(TransferThreads.entries.withLock { $0.compactMap(\.owner) }) }
    }

    /// Ends them as a process that ends does: nothing of them runs any more afterwards.
    static func end(_ owners: [TransferThread]) {
        for owner in owners { owner.stop(isLast: true) }
        let taken = entries.withLock { entries in
            let isTaken = { (entry: Entry) in
                entry.hasEnded || owners.contains { $0 === entry.owner }
            }
            defer { entries.removeAll(where: isTaken) }
            return entries.filter(isTaken)
        }
        for entry in taken where pthread_equal(entry.thread, pthread_self()) == 0 {
            pthread_join(entry.thread, nil)
        }
    }
}

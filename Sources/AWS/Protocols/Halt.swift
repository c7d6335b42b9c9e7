import Platform

/// Tells work on a thread of its own that nobody waits for it any more.
final class Halt: Sendable {
    private let stopped = Lock(false)

    var isStopped: Bool { stopped.withLock { $0 } }

    func stop() { stopped.withLock { $0 = true } }
}

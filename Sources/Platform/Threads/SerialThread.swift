import Glibc

/// A thread that runs what it is given, one after the other: the place for calls that block.
final class SerialThread: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var waiting: [@Sendable () -> Void] = []
    private var isStopped = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        startThread { [self] in run() }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// What is submitted after ``stop()`` is not run and not kept: false.
    @discardableResult
    func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !isStopped else { return false }
        waiting.append(work)
        pthread_cond_signal(condition)
        return true
    }

    /// Ends the thread once everything submitted before has run.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopped = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func run() {
        while true {
            pthread_mutex_lock(mutex)
            while waiting.isEmpty && !isStopped { pthread_cond_wait(condition, mutex) }
            let work = waiting
            waiting = []
            pthread_mutex_unlock(mutex)
            if work.isEmpty { return }
            for step in work { step() }
        }
    }
}

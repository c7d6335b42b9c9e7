import Glibc

/// A few threads for work that takes long and waits for nobody, which on the threads that tasks share
/// would hold all others up. They live as long as the process.
public final class WorkThreads: Sendable {
    private let threads: [SerialThread]
    /// How much each has before it.
    private let waiting: Lock<[Int]>

    public init(count: Int) {
        precondition(count > 0)
        threads = (0..<count).map { _ in SerialThread() }
        waiting = Lock(Array(repeating: 0, count: count))
    }

    public func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer {
        let chosen = waiting.withLock { waiting in
            let chosen = waiting.indices.min { waiting[$0] < waiting[$1] } ?? 0
            waiting[chosen] += 1
            return chosen
        }
        return await withCheckedContinuation { continuation in
            threads[chosen].submit { [waiting] in
                let answer = work()
                waiting.withLock { $0[chosen] -= 1 }
                continuation.resume(returning: answer)
            }
        }
    }
}

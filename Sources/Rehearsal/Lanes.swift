import Platform
import Testing

/// So many of a suite's tests at once: the others wait, in their order. For tests that each take processes
/// or connections of their own.
public struct Lanes: SuiteTrait, TestTrait, TestScoping {
    private let free: Free

    public init(_ count: Int) { free = Free(count) }

    public var isRecursive: Bool { true }

    public func scopeProvider(for test: Test, testCase: Test.Case?) -> Lanes? {
        testCase == nil ? nil : self
    }

    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        await free.take()
        let start = ContinuousClock.now
        defer {
            TestTimes.note(test.name, start.duration(to: .now))
            free.giveBack()
        }
        try await function()
    }
}

extension Trait where Self == Lanes {
    public static func lanes(_ count: Int) -> Self { Lanes(count) }
}

/// What is free of a number, and who waits for it.
private final class Free: Sendable {
    private struct State {
        var count: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Lock<State>

    init(_ count: Int) { state = Lock(State(count: count)) }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.count > 0 {
                    state.count -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.count += 1
            return nil
        }
        next?.resume()
    }
}

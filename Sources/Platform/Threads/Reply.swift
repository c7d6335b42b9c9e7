/// An answer that is given once: by whoever was asked, or by whoever waits no longer.
final class Reply<Value: Sendable>: Sendable {
    private struct State {
        var waiter: CheckedContinuation<Value, Never>?
        var value: Value?
        var isGiven = false
    }

    private let state = Lock(State())

    /// Whether it is the first, and counts.
    @discardableResult
    func give(_ value: Value) -> Bool {
        let (isFirst, waiter) = state.withLock { state in
            guard !state.isGiven else { return (false, nil as CheckedContinuation<Value, Never>?) }
            state.isGiven = true
            if state.waiter == nil { state.value = value }
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume(returning: value)
        return isFirst
    }

    /// Asks, and waits for the answer; once.
    func value(_ ask: () -> Void) async -> Value {
        await withCheckedContinuation { continuation in
            let given = state.withLock { state in
                if state.value == nil { state.waiter = continuation }
                return state.value
            }
            if let given { continuation.resume(returning: given) }
            ask()
        }
    }
}

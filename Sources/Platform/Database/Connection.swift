import CPostgres

/// A connection lent by a ``Database``: one statement at a time, errors keep it usable.
public final class Connection: Sendable {
    private let thread = SerialThread()
    private let state: Lock<State>

    private struct State {
        var canceller: OpaquePointer?
        var isRunning = false
        /// Set once a cancel request went out: it may still hit a later statement.
        var isSpent = false
        var isCancelled = false
        /// Whether the last statement left it whole and in no transaction.
        var isIdle = false
    }

    /// The session is touched by the thread alone.
    private final class Holder: @unchecked Sendable {
        var session: Session?
        func end() { session = nil }
        var isIdle: Bool { session?.isBroken == false && session?.isIdle == true }
    }
    private let holder = Holder()

    static func open(
        _ configuration: DatabaseConfiguration
    ) async throws(DatabaseError) -> Connection {
        let connection = Connection()
        try await connection.perform { (holder) throws(DatabaseError) in
            holder.session = try Session(configuration)
            connection.state.withLock { $0.canceller = holder.session?.canceller() ?? nil }
        }
        return connection
    }

    private init() { state = Lock(State()) }

    deinit {
        let (holder, state) = (holder, state)
        thread.submit {
            holder.end()
            state.withLock { state in
                if let canceller = state.canceller { PQfreeCancel(canceller) }
                state.canceller = nil
            }
        }
        thread.stop()
    }

    public func query(
        _ sql: String,
        _ parameters: [Parameter] = []
    ) async throws(DatabaseError) -> Rows {
        try await perform { (holder) throws(DatabaseError) in
            guard let rows = try holder.session?.query(sql, parameters) else { throw .closed }
            return rows
        }
    }

    /// Several statements without parameters, in one go.
    public func script(_ sql: String) async throws(DatabaseError) {
        try await perform { (holder) throws(DatabaseError) in try holder.session?.script(sql) }
    }

    /// Loads rows by `COPY … FROM STDIN`; the number of rows that arrived.
    @discardableResult
    public func copyIn(
        _ sql: String,
        _ rows: some Sequence<[Parameter]> & Sendable
    ) async throws(DatabaseError) -> Int {
        try await perform { (holder) throws(DatabaseError) in
            guard let count = try holder.session?.copyIn(sql, rows) else { throw .closed }
            return count
        }
    }

    /// Whether the next borrower can have it.
    var isReusable: Bool { state.withLock { !$0.isSpent && $0.isIdle } }

    /// Runs on the connection's thread. A cancelled task cancels the statement.
    private func perform<Result: Sendable>(
        _ body: @escaping @Sendable (Holder) throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        let holder = holder
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                thread.submit { [self] in
                    let isCancelled = state.withLock { state in
                        state.isRunning = !state.isCancelled
                        return state.isCancelled
                    }
                    var outcome = Swift.Result<Result, DatabaseError>.failure(
                        DatabaseError(.cancelled, "cancelled")
                    )
                    if !isCancelled {
                        outcome = Swift.Result { () throws(DatabaseError) in try body(holder) }
                    }
                    let isIdle = holder.isIdle
                    state.withLock { state in
                        state.isRunning = false
                        state.isCancelled = false
                        state.isIdle = isIdle
                    }
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            cancel()
        }
        switch outcome {
        case .success(let result): return result
        case .failure(let error):
            let spent = state.withLock { $0.isSpent }
            if error.kind == .statementTimeout && spent {
                throw DatabaseError(.cancelled, "cancelled", sqlState: error.sqlState)
            }
            throw error
        }
    }

    private func cancel() {
        let isRunning = state.withLock { state in
            state.isSpent = true
            state.isCancelled = true
            return state.isRunning
        }
        guard isRunning else { return }
        // PQcancel blocks; the lock keeps the canceller alive.
        startThread { [self] in
            state.withLock { state in
                guard state.isRunning, let canceller = state.canceller else { return }
                var message = [CChar](repeating: 0, count: 256)
                _ = PQcancel(canceller, &message, Int32(message.count))
            }
        }
    }
}

extension DatabaseError {
    static let closed = DatabaseError(.connectionLost, "the connection is closed")
}

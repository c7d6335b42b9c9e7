import CPostgres
import Glibc

/// A connection lent by a ``Database``: one statement at a time, errors keep it usable.
public final class Connection: Sendable {
    private let thread = SerialThread()
    private let state: Lock<State>

    private struct State {
        var canceller: Canceller?
        /// What a server that answers nothing is cut off by; -1: not connected yet.
        var socket: Int32 = -1
        var isRunning = false
        /// Set once a cancel request went out: it may still hit a later statement.
        var isSpent = false
        var isCancelled = false
        /// Whether its thread was let go: it answers nothing more.
        var isLeft = false
        /// Whether the last statement left it whole and in no transaction.
        var isIdle = false
    }

    /// Kept alive by whoever cancels.
    private final class Canceller: @unchecked Sendable {
        private let handle: OpaquePointer

        init(_ handle: OpaquePointer) { self.handle = handle }

        deinit { PQfreeCancel(handle) }

        /// Blocks, for ever where the server answers nothing.
        func cancel() {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle, &message, Int32(message.count))
        }
    }

    /// How long the server has to say that a statement is cancelled.
    private static let graceSeconds = 2.0

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
            connection.state.withLock { state in
                state.canceller = holder.session?.canceller().map { Canceller($0) } ?? nil
                state.socket = holder.session?.socket ?? -1
            }
        }
        return connection
    }

    private init() { state = Lock(State()) }

    deinit {
        let holder = holder
        thread.submit { holder.end() }
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

    /// Runs on the connection's thread. A cancelled task cancels the statement; a server that does not
    /// answer to that either is not waited for.
    private func perform<Result: Sendable>(
        _ body: @escaping @Sendable (Holder) throws(DatabaseError) -> Result
    ) async throws(DatabaseError) -> Result {
        guard !state.withLock({ $0.isLeft }) else { throw .closed }
        let holder = holder
        let reply = Reply<Swift.Result<Result, DatabaseError>>()
        let outcome = await withTaskCancellationHandler {
            await reply.value {
                thread.submit { [self] in
                    let isCancelled = state.withLock { state in
                        state.isRunning = !state.isCancelled
                        return state.isCancelled
                    }
                    var outcome = Swift.Result<Result, DatabaseError>.failure(.cancelled)
                    if !isCancelled {
                        outcome = Swift.Result { () throws(DatabaseError) in try body(holder) }
                    }
                    let isIdle = holder.isIdle
                    state.withLock { state in
                        state.isRunning = false
                        state.isCancelled = false
                        state.isIdle = isIdle
                    }
                    reply.give(outcome)
                }
            }
        } onCancel: {
            cancel()
            Task {
                try? await Task.sleep(for: .seconds(Self.graceSeconds))
                if reply.give(.failure(.cancelled)) { leave() }
            }
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
        let canceller = state.withLock { state in
            state.isSpent = true
            state.isCancelled = true
            return state.isRunning ? state.canceller : nil
        }
        if let canceller { startThread { canceller.cancel() } }
    }

    /// The thread is let go: what it waits for does not come.
    private func leave() {
        state.withLock { state in
            (state.isIdle, state.isLeft) = (false, true)
            // Only while the thread is in it: its number soon is another's.
            if state.isRunning, state.socket >= 0 { _ = shutdown(state.socket, Int32(SHUT_RDWR)) }
        }
    }
}

extension DatabaseError {
    static let closed = DatabaseError(.connectionLost, "the connection is closed")
    fileprivate static let cancelled = DatabaseError(.cancelled, "cancelled")
}

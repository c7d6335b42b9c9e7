/// Lends connections in the order of asking; waiters can be cancelled. What nobody borrowed for a while
/// is closed.
actor Pool {
    private typealias Waiter = CheckedContinuation<Result<Connection?, DatabaseError>, Never>

    private let limit: Int
    private let idleFor: Duration
    /// The one that was given back last is at the end, and lent first.
    private var idle: [(connection: Connection, since: ContinuousClock.Instant)] = []
    private var lent = 0
    private var waiters: [(number: Int, continuation: Waiter)] = []
    private var nextNumber = 0
    private var isClosed = false
    /// Whether a task looks after what is idle.
    private var isTidying = false

    init(limit: Int, idleFor: Duration) {
        self.limit = limit
        self.idleFor = idleFor
    }

    /// Nil: there is room, the borrower opens one.
    ///
    /// - Parameter isFull: the server has no room for another: one that is lent is waited for, if any
    ///   is.
    func borrow(isFull: Bool = false) async throws(DatabaseError) -> Connection? {
        guard !isClosed else { throw .poolClosed }
        let mayOpen = !isFull || lent == 0
        if lent < limit, mayOpen || !idle.isEmpty {
            lent += 1
            return idle.popLast()?.connection
        }
        nextNumber += 1
        let number = nextNumber
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: Waiter) in
                if Task.isCancelled {
                    continuation.resume(returning: .failure(.waitCancelled))
                } else {
                    waiters.append((number, continuation))
                }
            }
        } onCancel: {
            Task { await self.cancel(number) }
        }
        return try outcome.get()
    }

    /// Nil: the connection is not fit to be lent again.
    func giveBack(_ connection: Connection?) {
        if !waiters.isEmpty {
            waiters.removeFirst().continuation.resume(returning: .success(connection))
            return
        }
        lent -= 1
        guard let connection, !isClosed else { return }
        idle.append((connection, .now))
        tidy()
    }

    func close() {
        isClosed = true
        idle = []
        for waiter in waiters { waiter.continuation.resume(returning: .failure(.poolClosed)) }
        waiters = []
    }

    private func cancel(_ number: Int) {
        guard let index = waiters.firstIndex(where: { $0.number == number }) else { return }
        waiters.remove(at: index).continuation.resume(returning: .failure(.waitCancelled))
    }

    private func tidy() {
        guard !isTidying else { return }
        isTidying = true
        let pause = idleFor
        Task { [weak self] in
            repeat { try? await Task.sleep(for: pause) } while await self?.dropIdle() == true
        }
    }

    /// Whether some are left.
    private func dropIdle() -> Bool {
        let oldest = ContinuousClock.now - idleFor
        idle.removeAll { $0.since <= oldest }
        isTidying = !idle.isEmpty
        return isTidying
    }
}

extension DatabaseError {
    fileprivate static let poolClosed = DatabaseError(.pool, "the database is closed")
    fileprivate static let waitCancelled = DatabaseError(
        .cancelled,
        "cancelled while waiting for a connection"
    )
}

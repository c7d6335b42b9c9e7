/// Lends connections in the order of asking; waiters can be cancelled.
actor Pool {
    private typealias Waiter = CheckedContinuation<Result<Connection?, DatabaseError>, Never>

    private let limit: Int
    private var idle: [Connection] = []
    private var lent = 0
    private var waiters: [(number: Int, continuation: Waiter)] = []
    private var nextNumber = 0
    private var isClosed = false

    init(limit: Int) { self.limit = limit }

    /// Nil: there is room, the borrower opens one.
    func borrow() async throws(DatabaseError) -> Connection? {
        guard !isClosed else { throw .poolClosed }
        if lent < limit {
            lent += 1
            return idle.popLast()
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
        if let connection, !isClosed { idle.append(connection) }
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
}

extension DatabaseError {
    fileprivate static let poolClosed = DatabaseError(.pool, "the database is closed")
    fileprivate static let waitCancelled = DatabaseError(
        .cancelled,
        "cancelled while waiting for a connection"
    )
}

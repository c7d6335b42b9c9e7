import Document

/// The messages of a queue: those that may be received, in the order they came, and those that somebody
/// has received and not yet deleted.
struct HeldMessages {
    struct Message: Sendable {
        let id: String
        let body: String
        let sent: Timestamp
        var receipts = 0
    }

    private struct Lent {
        var message: Message
        /// From then on it may be received again.
        var until: ContinuousClock.Instant
    }

    /// What was taken from the front is before `next`.
    private var visible: [Message] = []
    private var next = 0
    private var lent: [String: Lent] = [:]
    private var numbered = 0
    private(set) var sent = 0
    private(set) var deleted = 0

    var visibleCount: Int { visible.count - next }
    var lentCount: Int { lent.count }

    mutating func add(_ body: String, at time: Timestamp) -> String {
        sent += 1
        let message = Message(id: "message-\(sent)", body: body, sent: time)
        visible.append(message)
        return message.id
    }

    /// Each with the handle that deletes it, until it is visible again.
    mutating func take(
        _ limit: Int,
        now: ContinuousClock.Instant,
        for visibility: Duration
    ) -> [(handle: String, message: Message)] {
        giveBack(at: now)
        var taken: [(String, Message)] = []
        while taken.count < limit, next < visible.count {
            var message = visible[next]
            next += 1
            message.receipts += 1
            numbered += 1
            let handle = "receipt-\(numbered)"
            lent[handle] = Lent(message: message, until: now + visibility)
            taken.append((handle, message))
        }
        if next > 10_000 {
            visible.removeFirst(next)
            next = 0
        }
        return taken
    }

    /// Whether it was there; deleting twice does nothing more.
    mutating func delete(_ handle: String) -> Bool {
        guard lent.removeValue(forKey: handle) != nil else { return false }
        deleted += 1
        return true
    }

    mutating func change(_ handle: String, until: ContinuousClock.Instant) -> Bool {
        guard lent[handle] != nil else { return false }
        lent[handle]?.until = until
        return true
    }

    /// What was lent for too long may be received again.
    private mutating func giveBack(at now: ContinuousClock.Instant) {
        for (handle, one) in lent where one.until <= now {
            lent[handle] = nil
            visible.append(one.message)
        }
    }

    /// All that is lent, at once.
    mutating func giveBack() {
        visible += lent.values.map(\.message)
        lent = [:]
    }
}

import Document

/// What some messages of a queue turned out to be, to be committed at once.
public struct EventBatch: Sendable {
    /// A message that is no event, or not AWS's.
    struct Dead: Sendable {
        let queue: String
        let message: String
        let reason: String
        let body: String
    }

    private var events: [JSON] = []
    private var dead: [Dead] = []
    private var dropped: [Drop: Int] = [:]

    private struct Drop: Hashable {
        let queue: String
        let reason: String
    }

    static let excerptCharacters = 1000

    public init() {}

    public var isEmpty: Bool { events.isEmpty && dead.isEmpty && dropped.isEmpty }

    /// - Parameter queue: that it came from.
    public mutating func add(_ event: ReceivedEvent, of queue: String) {
        var members = event.members
        members["queue"] = .string(queue)
        events.append(.object(members))
    }

    public mutating func bury(_ body: String, message: String, of queue: String, reason: String) {
        dead.append(Dead(queue: queue, message: message, reason: reason, body: body))
        drop(of: queue, reason: "dead")
    }

    public mutating func add(_ other: EventBatch) {
        events += other.events
        dead += other.dead
        dropped.merge(other.dropped) { $0 + $1 }
    }

    /// Counts a message that leads to nothing.
    public mutating func drop(of queue: String, reason: String) {
        dropped[Drop(queue: queue, reason: reason), default: 0] += 1
    }

    /// As `parapet.receive_events` reads it.
    var json: JSON {
        let counts = dropped.sorted {
            ($0.key.queue, $0.key.reason) < ($1.key.queue, $1.key.reason)
        }
        return [
            "events": .array(events),
            "dead": .array(
                dead.map { message in
                    [
                        "queue": .string(message.queue), "message": .string(message.message),
                        "reason": .string(message.reason),
                        "excerpt": .string(String(message.body.prefix(Self.excerptCharacters))),
                    ]
                }
            ),
            "dropped": .array(
                counts.map { drop, count in
                    [
                        "queue": .string(drop.queue), "reason": .string(drop.reason),
                        "messages": .int(Int64(count)),
                    ]
                }
            ),
        ]
    }
}

import Document

/// How a queue does, as a feed sees it.
public struct QueueState: Sendable, Hashable {
    public let url: String
    public let region: String
    /// When AWS answered last, with or without a message.
    public var heard: Timestamp?
    /// When the last message came, and how long it had been there.
    public var received: Timestamp?
    public var lagSeconds: Double?
    /// How many messages there are, about, and when AWS said so.
    public var backlog: Int?
    public var backlogAt: Timestamp?
    /// What keeps it from being read.
    public var error: String?

    public init(url: String, region: String) {
        self.url = url
        self.region = region
    }

    /// As `parapet.note_queues` reads it.
    var json: JSON {
        [
            "queue": .string(url), "region": .string(region),
            "heard": .optional(heard?.rfc3339), "received": .optional(received?.rfc3339),
            "lag_seconds": lagSeconds.map { .double($0) } ?? .null,
            "backlog": backlog.map { .int(Int64($0)) } ?? .null,
            "backlog_at": .optional(backlogAt?.rfc3339), "error": .optional(error),
        ]
    }
}

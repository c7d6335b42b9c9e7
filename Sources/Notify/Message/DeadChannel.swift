import Document

/// A channel that takes nothing any more, told to another.
public struct DeadChannel: Sendable, Hashable {
    public var name: String
    public var type: String
    public var since: Timestamp
    /// What it said last.
    public var failure: String
    /// How many messages wait for it.
    public var waiting: Int

    public init(name: String, type: String, since: Timestamp, failure: String, waiting: Int) {
        self.name = name
        self.type = type
        self.since = since
        self.failure = failure
        self.waiting = waiting
    }
}

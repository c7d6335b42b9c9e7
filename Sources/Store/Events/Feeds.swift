import Document
import Guardrails
import Platform

/// Events as a feed receives them.
public struct Feeds: Sendable {
    /// What a batch led to.
    public struct Committed: Sendable, Hashable {
        /// Events that did not come within an hour before.
        public let fresh: Int
        /// Looks that were asked for, those among them that wait already.
        public let looks: Int

        public init(fresh: Int, looks: Int) {
            self.fresh = fresh
            self.looks = looks
        }
    }

    /// What a feed reads with: numbers in ``RuleBooks`` and ``Estates``.
    public struct Material: Sendable, Hashable {
        public let rules: Int64?
        public let estate: Int64?
        /// The organization's management account, where it is known.
        public let management: String?
    }

    let queue: Queue

    /// - Parameter queue: as the feed's process sees it, whose heartbeat lets it write.
    public init(queue: Queue) { self.queue = queue }

    /// Keeps what there was, asks for the looks that come of it, and is safe on disk: one statement.
    public func commit(_ batch: EventBatch) async throws(StoreError) -> Committed {
        let row = try await queue.database.row(
            "select parapet.receive_events($1, $2::jsonb) as answer",
            [.text(queue.process.secret), .json(batch.json)]
        )
        let answer = try row.json("answer")
        return Committed(
            fresh: Int(answer["fresh"]?.int ?? 0),
            looks: Int(answer["looks"]?.int ?? 0)
        )
    }

    public func material() async throws(StoreError) -> Material {
        let row = try await queue.database.row(
            "select rules, estate, management from parapet.feed_material()"
        )
        return Material(
            rules: row["rules"].int,
            estate: row["estate"].int,
            management: row.optionalText("management")
        )
    }

    /// Says how the queues do.
    public func note(_ states: [QueueState]) async throws(StoreError) {
        _ = try await queue.database.row(
            "select parapet.note_queues($1, $2::jsonb)",
            [.text(queue.process.secret), .json(.array(states.map(\.json)))]
        )
    }
}

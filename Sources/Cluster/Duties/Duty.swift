import Document
import Platform
import Store

/// Something that whoever leads does now and then. Each stands alone: one that fails, or takes long,
/// keeps no other from its turn. One file a duty; ``Duties`` lists them.
protocol Duty: Sendable {
    init(_ tools: LeaderTools)

    /// Whether it goes on at once with what an event led to.
    static var isRungForEvents: Bool { get }

    /// Between two turns.
    var everySeconds: Double { get }

    func perform(token: Int64) async throws(StoreError) -> Turn

    /// What it does once more when this process stops leading by itself; soon done.
    func leave(token: Int64) async throws(StoreError)
}

extension Duty {
    static var isRungForEvents: Bool { false }

    func leave(token: Int64) async throws(StoreError) {}
}

/// What came of a duty's turn.
struct Turn: Sendable {
    /// Whether there is more to do at once.
    var isSoon = false
    /// When there is something to do before the duty's next turn; nil: nothing is known of.
    var due: Timestamp?
    /// What goes on beside further turns, for as long as this process leads.
    var alongside: [@Sendable () async -> Void] = []

    static let done = Turn()

    /// How long the duty rests after it.
    ///
    /// - Parameters:
    ///   - every: between two turns where nothing is due before.
    ///   - short: where there is more to do, and the least in any case.
    func pauseSeconds(every: Double, short: Double, now: Timestamp) -> Double {
        guard !isSoon else { return short }
        guard let due else { return every }
        let left =
            Double(due.seconds - now.seconds) + Double(due.nanoseconds - now.nanoseconds) / 1e9
        return max(short, min(every, left))
    }
}

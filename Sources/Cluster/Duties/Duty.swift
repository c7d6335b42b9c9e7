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
    /// What goes on beside further turns, for as long as this process leads.
    var alongside: [@Sendable () async -> Void] = []

    static let done = Turn()
}

import Store

/// Something that whoever leads does now and then. Each stands alone: one that fails keeps no other
/// from its turn.
protocol Duty: Sendable {
    /// Between two turns.
    var everySeconds: Double { get }
    /// Answers whether there is more to do soon.
    func perform(token: Int64) async throws(StoreError) -> Bool
}

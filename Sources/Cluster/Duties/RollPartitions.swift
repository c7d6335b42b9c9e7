import Store

/// Makes room for the history of the months to come.
struct RollPartitions: Duty {
    let everySeconds: Double
    let retention: Retention

    func perform(token: Int64) async throws(StoreError) -> Bool {
        try await retention.rollPartitions(token: token)
        return false
    }
}

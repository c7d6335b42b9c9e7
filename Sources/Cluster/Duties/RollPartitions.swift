import Store

/// Makes room for the history of the months to come.
struct RollPartitions: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.tidySeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        try await tools.retention.rollPartitions(token: token)
        return .done
    }
}

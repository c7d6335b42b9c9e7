import Store

/// Takes the rows of sweeps that have ended out of the queue, a piece at a time.
struct ClearSweeps: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.heartbeatSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        Turn(isSoon: try await tools.sweeps.clearEnded(token: token))
    }
}

import Store

/// Takes jobs back from workers that fell silent and from those that take too long.
struct ReapJobs: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.heartbeatSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let count = try await tools.leadership.reap(
            token: token,
            leaseSeconds: tools.pace.leaseSeconds,
            budget: tools.pace.budgets.failures
        )
        if count > 0 { tools.logger.warning("jobs taken back", metadata: ["jobs": "\(count)"]) }
        return .done
    }
}

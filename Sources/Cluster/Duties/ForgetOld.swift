import Store

/// Drops history that is older than the configuration keeps, and what is known of resources that
/// are long gone.
struct ForgetOld: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.tidySeconds }

    /// Of a turn.
    private static let noticeLimit = 10_000

    func perform(token: Int64) async throws(StoreError) -> Turn {
        // Files that cannot be read keep everything.
        guard let kept = try? tools.rules.book().configuration.retention else { return .done }
        try await tools.inventories.forget(afterDays: kept.inventoryDays, token: token)
        try await tools.retention.forgetMaterial(afterDays: kept.sweepDays, token: token)
        try await tools.retention.forgetReceived(afterDays: kept.receivedDays, token: token)
        _ = try await tools.telling.forget(
            afterDays: kept.noticeDays,
            limit: Self.noticeLimit,
            token: token
        )
        let dropped = try await tools.retention.forgetEvents(
            afterDays: kept.eventDays,
            token: token
        )
        if dropped > 0 {
            tools.logger.info("history dropped", metadata: ["partitions": "\(dropped)"])
        }
        return .done
    }
}

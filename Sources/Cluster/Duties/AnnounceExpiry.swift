import Store

/// Tells owners that their exception ends soon.
struct AnnounceExpiry: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.tidySeconds }

    /// How long before its end.
    private static let days = 14

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let count = try await tools.exceptions.announceExpiry(withinDays: Self.days, token: token)
        if count > 0 {
            tools.logger.notice(
                "exceptions end soon: parapet report notices",
                metadata: ["exceptions": "\(count)"]
            )
        }
        return .done
    }
}

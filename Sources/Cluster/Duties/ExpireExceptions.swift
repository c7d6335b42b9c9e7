import Store

/// Findings whose exception ran out are open again.
struct ExpireExceptions: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.heartbeatSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let count = try await tools.exceptions.expire(token: token)
        if count > 0 { tools.logger.info("exceptions ended", metadata: ["reopened": "\(count)"]) }
        return .done
    }
}

import Store

/// Asks for a sweep of what AWS did not answer for in time, until it was read: nobody waits a day for it.
struct LookAgain: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let sweeps = try await tools.unread.lookAgain(token: token)
        if sweeps > 0 {
            tools.logger.info(
                "what was not answered is looked at again",
                metadata: ["sweeps": "\(sweeps)"]
            )
        }
        return .done
    }
}

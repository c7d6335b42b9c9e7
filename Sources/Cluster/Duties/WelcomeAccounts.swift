import Guardrails
import Store

/// Sees to accounts of which an event told that they are new, or elsewhere: once the organization was
/// read again, each is swept; where its role does not let us in yet it is tried again.
struct WelcomeAccounts: Duty {
    static let isRungForEvents = true

    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        // Files that are wrong are told to whoever asks for a sweep.
        guard let book = try? tools.rules.book(), !book.configuration.eventQueues.isEmpty else {
            return .done
        }
        let sweeps = try await tools.news.follow(
            hasOrganization: book.configuration.organization != nil,
            token: token
        )
        if sweeps > 0 {
            tools.logger.info("accounts are welcomed", metadata: ["sweeps": "\(sweeps)"])
        }
        return .done
    }
}

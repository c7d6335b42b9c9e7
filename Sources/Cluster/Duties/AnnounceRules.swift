import Guardrails
import Platform
import Store

/// Lets everybody know which rules are in force, as soon as the files say something else, and which
/// files do not load.
struct AnnounceRules: Duty {
    private let tools: LeaderTools
    private let told = Lock(Told())

    private struct Told {
        /// By which leader, and what.
        var token: Int64?
        var hash: String?
        var broken: [RuleAcceptance.Broken] = []
    }

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.scheduleSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let accepted: RuleAcceptance
        do {
            accepted = try tools.rules.accepted()
        } catch {
            tools.logger.error("the rules cannot be used: \(error)")
            return .done
        }
        let before = told.withLock { $0 }
        guard
            before.token != token || before.hash != accepted.book.hash
                || before.broken != accepted.broken
        else { return .done }
        for broken in accepted.broken {
            let stead = broken.isReplaced ? "its last good text is used" : "it is left out"
            for problem in broken.problems { tools.logger.error("\(problem); \(stead)") }
        }
        _ = try await tools.books.store(
            accepted.book,
            playbooks: accepted.book.playbookBounds,
            token: token
        )
        try await tools.books.announce(accepted.book, token: token)
        try await tools.books.setBroken(accepted.broken, token: token)
        told.withLock {
            $0 = Told(token: token, hash: accepted.book.hash, broken: accepted.broken)
        }
        return .done
    }
}

import Document
import Guardrails
import Platform
import Store

/// Decides who is told what when: what happened finds its address, and what is due becomes messages.
/// Without channels it is kept to be read, and nothing is sent.
struct TellPeople: Duty {
    private let tools: LeaderTools
    private let known = Lock<Known?>(nil)

    /// What was told to the database last.
    private struct Known {
        let token: Int64
        let hash: String
        /// The rule book's number.
        let rules: Int64
    }

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    /// Notices, and groups of them, of a turn.
    private static let noticeLimit = 2000
    private static let groupLimit = 5000

    func perform(token: Int64) async throws(StoreError) -> Turn {
        // Files that cannot be read tell nobody; what there is to say waits.
        guard let book = try? tools.rules.book() else { return .done }
        let rules = try await announce(book, token)
        try await tools.telling.warn(token: token)
        _ = try await tools.telling.renew(limit: Self.noticeLimit, token: token)
        let notices = try await tools.telling.untold(limit: Self.noticeLimit, token: token)
        if !notices.isEmpty {
            try await tools.telling.group(
                notices.map { ($0, book.configuration.route(of: $0)) },
                token: token
            )
        }
        // What came at once is told together.
        guard notices.count < Self.noticeLimit else { return Turn(isSoon: true) }
        guard !book.configuration.channels.isEmpty else { return .done }
        let groups = try await tools.telling.due(limit: Self.groupLimit, token: token)
        guard !groups.isEmpty else { return .done }
        let plan = TellingPlanner(
            configuration: book.configuration,
            lastHour: try await tools.telling.lastHour(token: token),
            now: .now()
        ).plan(groups)
        let count = try await tools.telling.plan(plan, rules: rules, token: token)
        if count > 0 { tools.logger.info("messages", metadata: ["messages": "\(count)"]) }
        return Turn(isSoon: groups.count == Self.groupLimit)
    }

    /// The channels, where they may be others than before; answers the number of the rule book.
    private func announce(_ book: RuleBook, _ token: Int64) async throws(StoreError) -> Int64 {
        if let known = known.withLock({ $0 }), known.token == token, known.hash == book.hash {
            return known.rules
        }
        let rules = try await tools.books.store(
            book,
            playbooks: book.playbookBounds,
            token: token
        )
        try await tools.telling.setChannels(book.configuration.channels, token: token)
        known.withLock { $0 = Known(token: token, hash: book.hash, rules: rules) }
        return rules
    }
}

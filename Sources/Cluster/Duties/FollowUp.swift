import Guardrails
import Store

/// Turns changes of findings into the jobs that come of them, and into what people are told.
struct FollowUp: Duty {
    static let isRungForEvents = true

    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    private static let limit = 1000

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let lines = try await tools.outbox.waiting(limit: Self.limit, token: token)
        guard !lines.isEmpty else { return .done }
        var jobs: [WantedJob] = []
        var told: [WantedNotice] = []
        for line in lines {
            var book: RuleBook?
            if let rules = line.change.rules { book = try await tools.book(rules) }
            jobs += followUp(line.change, rules: book)
            // What a person or a clock changed is told by the rules in force.
            told += notices(
                of: line.change,
                rules: line.change.rules == nil ? try? tools.rules.book() : book
            )
        }
        try await tools.outbox.followUp(lines, by: jobs, telling: told, token: token)
        return Turn(isSoon: lines.count == Self.limit)
    }
}

extension LeaderTools {
    /// One whose texts are not kept any more leads to nothing.
    func book(_ number: Int64) async throws(StoreError) -> RuleBook? {
        do throws(StoreError) {
            return try await shelf.book(number)
        } catch  where error.kind == .wrongState {
            return nil
        }
    }
}

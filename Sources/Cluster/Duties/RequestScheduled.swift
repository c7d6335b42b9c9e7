import Document
import Guardrails
import Store

/// Asks for a sweep when a guardrail's `every:` or `cron:` says that it is time.
struct RequestScheduled: Duty {
    private let tools: LeaderTools

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.scheduleSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        let timed = timed()
        let now = Timestamp.now()
        let last = try await tools.schedules.last(token: token)
        let due = timed.filter { $0.isDue(since: last[$0.name], now: now) }.map(\.name)
        let seen = timed.map(\.name).filter { last[$0] == nil }
        if !due.isEmpty || !seen.isEmpty,
            let sweep = try await tools.schedules.request(due, seen: seen, token: token)
        {
            tools.logger.info("sweep requested", metadata: ["sweep": "\(sweep)"])
        }
        // What was due and is still being looked at by an earlier sweep is not late.
        let next = timed.compactMap { guardrail -> (String, Timestamp)? in
            let since = due.contains(guardrail.name) ? now : last[guardrail.name] ?? now
            return guardrail.nextDue(after: since).map { (guardrail.name, $0) }
        }
        try await tools.schedules.setNext(
            Dictionary(next, uniquingKeysWith: { $1 }),
            token: token
        )
        return Turn(due: next.map(\.1).min())
    }

    /// The guardrails with a clock. None where the files are wrong: whoever asks for a sweep is told.
    private func timed() -> [Guardrail] {
        guard tools.isScheduling else { return [] }
        do {
            return try tools.rules.book().guardrails.filter(\.isTimed)
        } catch {
            tools.logger.warning("nothing is scheduled: \(error)")
            return []
        }
    }
}

import Document
import Guardrails
import Platform
import Store

/// Lets changes through that are approved or enforced, as far as switches, windows, limits and waves
/// allow; ends what nobody decided in time.
struct AdmitChanges: Duty {
    static let isRungForEvents = true

    private let tools: LeaderTools
    private let starts = Lock<[Admission.Lane: Timestamp]>([:])

    init(_ tools: LeaderTools) { self.tools = tools }

    var everySeconds: Double { tools.pace.pollSeconds }

    func perform(token: Int64) async throws(StoreError) -> Turn {
        try await tools.admissions.turn(token: token)
        let waiting = try await tools.admissions.waiting(token: token)
        guard !waiting.candidates.isEmpty else { return .done }
        let now = Timestamp.now()
        var admission = Admission(
            usage: try await tools.admissions.usage(
                of: Set(waiting.candidates.map(\.group)),
                token: token
            ),
            lastHour: waiting.lastHour,
            stops: waiting.stops,
            trusted: waiting.trusted,
            starts: starts.withLock { starts in starts.filter { $0.value > now } },
            now: now
        )
        guard let conducts = try await conducts(of: waiting.candidates) else { return .done }
        let decisions =
            admission.decide(waiting.candidates) { conducts[$0.id] }
            + waiting.candidates.filter { conducts[$0.id] == nil }.map { .lapsed($0) }
        for (guardrail, reason) in admission.stopped.sorted(by: { $0.key < $1.key }) {
            try await tools.admissions.stop(guardrail, reason: reason, token: token)
            tools.logger.error(
                "changes stopped: \(reason)",
                metadata: ["guardrail": "\(guardrail)"]
            )
        }
        guard !decisions.isEmpty else { return .done }
        let count = try await tools.admissions.admit(decisions, token: token)
        starts.withLock { $0 = admission.starts }
        if count > 0 { tools.logger.info("changes begin", metadata: ["changes": "\(count)"]) }
        return .done
    }

    /// By the newest rules: what is in force when it is made counts, not what was when it was proposed.
    /// Those of a guardrail that is gone have none, but for undos: they keep to the rules that they were
    /// planned with. Nil where nobody knows the rules.
    private func conducts(
        of candidates: [Admission.Candidate]
    ) async throws(StoreError) -> [String: Conduct]? {
        let newest: RuleBook
        do {
            newest = try tools.rules.book()
        } catch {
            tools.logger.warning("nothing is changed: \(error)")
            return nil
        }
        var conducts: [String: Conduct] = [:]
        for candidate in candidates {
            var book: RuleBook? = newest
            if candidate.isUndo, newest.guardrail(named: candidate.guardrail) == nil {
                book = try await tools.book(candidate.rules)
            }
            guard let book, let guardrail = book.guardrail(named: candidate.guardrail) else {
                continue
            }
            conducts[candidate.id] = book.conduct(of: guardrail, in: candidate.environment)
        }
        return conducts
    }
}

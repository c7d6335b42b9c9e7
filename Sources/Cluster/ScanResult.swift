import Document
import Guardrails

/// What one scan or join comes to.
struct ScanResult: Sendable {
    let changes: [Change]
    let unknown: Int

    /// A function of values: what was collected and what stood, judged at a given time.
    init(
        _ collection: Collection,
        standing: [Finding],
        guardrails: [Guardrail],
        account: Account,
        regions: [String] = [],
        inventory: Inventory = Inventory(),
        exceptions: [GrantedException],
        judgement: Judgement,
        now: Timestamp
    ) {
        let surroundings = Surroundings(
            account: account,
            regions: regions,
            estate: judgement.estate,
            now: now,
            exceptionTag: judgement.configuration.exceptionTag,
            exceptions: exceptions
        )
        let verdicts = guardrails.flatMap { guardrail in
            collection.resources.filter { $0.name.type == guardrail.type.name }
                .map { guardrail.judge($0, in: surroundings, inventory: inventory) }
        }
        let types = Set(guardrails.map(\.type.name))
        changes = reconcile(
            Examination(
                account: account,
                guardrails: guardrails,
                verdicts: verdicts,
                standing: standing,
                listed: types.filter { collection.listedCompletely($0) },
                now: now
            )
        )
        unknown = verdicts.reduce(0) { count, verdict in
            switch verdict.outcome {
            case .unknown: count + 1
            case .judged(let parts): count + parts.count { $0.isUnknown }
            case .notJudged: count
            }
        }
    }
}

import AWS
import Document
import Guardrails
import Store

/// What the jobs of one sweep judge with: the material stored with it, compiled once.
struct Judgement: Sendable {
    let configuration: Configuration
    let guardrails: [Guardrail]
    let estate: Estate
    let narrowing: Narrowing

    init(_ material: SweepMaterial) throws(Problems) {
        configuration = try Configuration(yaml: material.configuration, file: "parapet.yaml")
        guardrails = try Guardrail.load(
            files: material.guardrails.map { ($0.file, $0.text) },
            catalogue: .aws
        )
        estate = material.estate
        narrowing = material.narrowing
    }

    /// The guardrails to judge in a scope.
    func guardrails(for scope: Scope, _ account: Account) -> [Guardrail] {
        guardrails.filter { guardrail in
            guardrail.isSwept && guardrail.type.service == scope.service
                && narrowing.allows(guardrail: guardrail.name) && guardrail.applies(to: account)
        }
    }

    /// What the guardrails need read, by resource type.
    static func attributes(_ guardrails: [Guardrail]) -> [String: Set<String>] {
        Dictionary(
            guardrails.map { ($0.type.name, $0.attributes) },
            uniquingKeysWith: { $0.union($1) }
        )
    }
}

/// What one scan comes to.
struct ScanResult: Sendable {
    let changes: [Change]
    let unknown: Int

    /// A function of values: what was collected and what stood, judged at a given time.
    init(
        _ collection: Collection,
        standing: [Finding],
        guardrails: [Guardrail],
        account: Account,
        judgement: Judgement,
        now: Timestamp
    ) {
        let surroundings = Surroundings(
            account: account,
            estate: judgement.estate,
            now: now,
            exceptionTag: judgement.configuration.exceptionTag
        )
        let verdicts = guardrails.flatMap { guardrail in
            collection.resources.filter { $0.name.type == guardrail.type.name }
                .map { guardrail.judge($0, in: surroundings) }
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

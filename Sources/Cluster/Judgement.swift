import AWS
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

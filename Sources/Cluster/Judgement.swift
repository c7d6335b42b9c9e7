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

    /// The guardrails that are swept in an account.
    private func guardrails(in account: Account) -> [Guardrail] {
        guardrails.filter { guardrail in
            guardrail.isSwept && narrowing.allows(guardrail: guardrail.name)
                && guardrail.applies(to: account)
        }
    }

    /// The guardrails to judge by a scope's scan, or by its join.
    func guardrails(for scope: Scope, _ account: Account, joins: Bool) -> [Guardrail] {
        guardrails(in: account).filter {
            $0.isJoin == joins && $0.type.service == scope.service
        }
    }

    /// What the guardrails need read of a service, by resource type.
    func attributes(of service: String, _ account: Account) -> [String: Set<String>] {
        var attributes: [String: Set<String>] = [:]
        for (type, names) in guardrails(in: account).flatMap(\.reads)
        where Catalogue.aws[type]?.service == service {
            attributes[type, default: []].formUnion(names)
        }
        return attributes
    }
}

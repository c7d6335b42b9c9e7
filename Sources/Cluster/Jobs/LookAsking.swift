import Guardrails
import Store

/// Who asks for a look at resources of one type, and what is read and judged for them. A function of
/// values.
struct LookAsking: Sendable {
    /// Those that are judged over the resources themselves.
    let guardrails: [Guardrail]
    /// Those that events ask, and that are judged over more once these are read.
    private let joining: [Guardrail]
    /// What is read of each resource.
    let attributes: Set<String>
    let heard: Heard

    init(
        _ attempt: Attempt,
        account: Account,
        type: ResourceType,
        events: [HeardEvent],
        standing: [Finding]
    ) {
        let rules = attempt.rules
        let names = Set(standing.map(\.identity.guardrail))
        // What they found before is looked at again, whoever asks.
        let waiting = rules.unswept(
            in: account,
            over: .scope,
            narrowing: attempt.material.narrowing
        ).filter { names.contains($0.name) && $0.type.name == type.name }
        var asking: [Guardrail] = []
        var attributes: Set<String> = []
        if attempt.job.payload["events"] != nil {
            asking = rules.guardrails(hearing: events, in: account)
        } else if attempt.material.sweep == nil || attempt.job.payload["all"]?.bool == true {
            // Those that join several resources are judged by the sweep, over what it listed.
            let (scope, narrowing) = (attempt.job.scope, attempt.material.narrowing)
            asking = rules.guardrails(for: scope, in: account, over: .scope, narrowing: narrowing)
            attributes =
                rules.attributes(of: scope.service, in: account, narrowing: narrowing)[type.name]
                ?? []
        }
        let own = asking.filter { $0.ground == .scope && $0.type.name == type.name }
        guardrails = own + waiting.filter { other in !own.contains { $0.name == other.name } }
        joining = asking.filter { $0.ground != .scope }
        for guardrail in guardrails + joining {
            attributes.formUnion(guardrail.reads[type.name] ?? [])
        }
        // What tells which parts an event added.
        for guardrail in own {
            for event in events { attributes.formUnion(guardrail.attributes(after: event.name)) }
        }
        self.attributes = attributes
        heard = Heard(events, standing: standing)
    }

    /// Where what joins these resources is judged; nil: in all regions of the account.
    func regions(of keys: [ResourceKey]) -> [String]? {
        let isAll =
            joining.contains { !$0.type.isGlobal }
            && keys.contains { $0.region == Scope.global }
        return isAll ? nil : Set(keys.map(\.region)).subtracting([Scope.global]).sorted()
    }

    func joins(in regions: [String]) -> [WantedJoin] {
        let wanted = joining.flatMap { guardrail in
            (guardrail.type.isGlobal ? [Scope.global] : regions).map {
                WantedJoin(
                    kind: guardrail.ground == .estate ? .estate : .join,
                    region: $0,
                    service: guardrail.type.service
                )
            }
        }
        return Set(wanted).sorted { ($0.region, $0.service) < ($1.region, $1.service) }
    }
}

import AWS
import Guardrails
import Store

/// Which events somebody asks for: what nobody asks for is counted, and not kept.
struct EventInterest: Sendable {
    /// Named by a trigger.
    private let names: Set<String>
    /// Of these types any event is asked for.
    private let types: Set<String>

    init(_ book: RuleBook) {
        var names: Set<String> = []
        var types: Set<String> = []
        for guardrail in book.guardrails {
            for trigger in guardrail.triggers {
                switch trigger {
                case .event(let name, _): names.insert(name)
                case .change: types.insert(guardrail.type.name)
                case .every, .cron: continue
                }
            }
        }
        self.names = names
        self.types = types
    }

    /// What is to be looked at because of an event; nil where nobody asks.
    func mentions(in event: CloudEvent) -> [CloudEvent.Mention]? {
        if names.contains(event.name) { return event.mentions }
        // Nothing of the resource changed.
        if event.isOpinion { return nil }
        let mentions = event.mentions.filter { types.contains($0.type) }
        return mentions.isEmpty && event.news == nil ? nil : mentions
    }
}

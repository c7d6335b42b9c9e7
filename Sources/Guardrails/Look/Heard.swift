/// What guardrails that wait for events alone are judged about: the parts that these events added, and
/// those whose findings stand. What else there is at the resource, no event of theirs told of.
public struct Heard: Sendable {
    private let events: [HeardEvent]
    /// Parts by guardrail and resource.
    private let standing: [String: [ResourceKey: Set<String>]]

    /// - Parameter standing: the findings that are not resolved of what is looked at.
    public init(_ events: [HeardEvent] = [], standing: [Finding]) {
        self.events = events
        var parts: [String: [ResourceKey: Set<String>]] = [:]
        for finding in standing {
            let identity = finding.identity
            parts[identity.guardrail, default: [:]][ResourceKey(identity), default: []]
                .insert(identity.part)
        }
        self.standing = parts
    }

    /// A verdict of the whole resource without what nobody told of.
    ///
    /// - Parameter after: what is judged of the resource after an event's record.
    func verdict(
        of guardrail: Guardrail,
        _ whole: Verdict,
        after judge: (HeardEvent) -> Verdict.Outcome
    ) -> Verdict {
        let resource = ResourceKey(whole.resource)
        var wanted = standing[guardrail.name]?[resource] ?? []
        var doubts: [Because] = []
        for event in events where event.concerns(resource) && guardrail.names(event.name) {
            switch judge(event) {
            case .judged(let parts): wanted.formUnion(parts.map(\.key))
            case .unknown(let because): doubts += because
            case .notJudged: continue
            }
        }
        return Verdict(
            guardrail: whole.guardrail,
            resource: whole.resource,
            outcome: outcome(whole.outcome, wanted, doubts.sortedWithoutRepeats()),
            exception: whole.exception
        )
    }

    private func outcome(
        _ whole: Verdict.Outcome,
        _ wanted: Set<String>,
        _ doubts: [Because]
    ) -> Verdict.Outcome {
        switch whole {
        case .notJudged: return .notJudged
        case .unknown: return wanted.isEmpty && doubts.isEmpty ? .notJudged : whole
        case .judged(let parts):
            let kept = parts.filter { wanted.contains($0.key) }
            guard !doubts.isEmpty, !kept.contains(where: { $0.key.isEmpty }) else {
                return .judged(kept)
            }
            return .judged(kept + [Verdict.Part(key: "", isUnknown: true, because: doubts)])
        }
    }
}

extension Guardrail {
    /// What an event added to a resource that was read after it, as far as its record is kept.
    func outcome(
        _ resource: Resource,
        after event: HeardEvent,
        in surroundings: Surroundings,
        inventory: Inventory
    ) -> Verdict.Outcome {
        guard let record = event.record else {
            let reason = event.omitted ?? "it is not kept"
            return .unknown([Because(text: "the record of \(event.name): \(reason)", path: "event")]
            )
        }
        return judge(resource, after: record, in: surroundings, inventory: inventory).outcome
    }
}

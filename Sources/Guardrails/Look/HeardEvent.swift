import CEL
import Document

/// An event that a look is made for.
public struct HeardEvent: Sendable, Hashable {
    /// `ec2:AuthorizeSecurityGroupIngress`
    public let name: String
    /// CloudTrail's record; nil where it was too large to be kept.
    public let record: JSON?
    /// Why it was not kept.
    public let omitted: String?
    /// The resources that it says have changed.
    public let resources: Set<ResourceKey>

    public init(
        name: String,
        record: JSON?,
        omitted: String? = nil,
        resources: Set<ResourceKey>
    ) {
        self.name = name
        self.record = record
        self.omitted = omitted
        self.resources = resources
    }

    /// Whether it may be about a resource. One that names no resource of its type may be about any:
    /// that is how an account hears of its trails.
    func concerns(_ resource: ResourceKey) -> Bool {
        resources.contains(resource) || !resources.contains { $0.type == resource.type }
    }
}

extension Guardrail {
    /// Whether an event makes it judge anything: one of its triggers names the event and its `when:`
    /// does not rule it out, or it asks for all that happens to its type.
    public func asks(after event: HeardEvent) -> Bool {
        triggers.contains { trigger in
            switch trigger {
            case .event(let name, let when): name == event.name && !event.isRuledOut(by: when)
            case .change: event.resources.contains { $0.type == type.name }
            case .every, .cron: false
            }
        }
    }

    /// Whether a trigger names an event.
    func names(_ event: String) -> Bool {
        triggers.contains { trigger in
            if case .event(let name, _) = trigger { name == event } else { false }
        }
    }
}

extension HeardEvent {
    /// What is not known rules nothing out.
    fileprivate func isRuledOut(by when: Program?) -> Bool {
        guard let when, let record else { return false }
        if case .value(.bool(false)) = when.evaluate(["event": .value(Value(json: record))]) {
            return true
        }
        return false
    }
}

import CEL
import Document

extension Guardrail {
    /// Judges one resource of its type. A function of its arguments: no clock, no reads.
    ///
    /// - Parameter inventory: where `related` resources are looked up.
    public func judge(
        _ resource: Resource,
        in surroundings: Surroundings,
        inventory: Inventory = Inventory()
    ) -> Verdict {
        verdict(resource, surroundings, inventory, added: nil)
    }

    /// Judges what an event added to a resource that was read after it: other parts are none of this
    /// event's business. Not judged where no trigger of the guardrail is meant.
    ///
    /// - Parameter event: a CloudTrail record.
    public func judge(
        _ resource: Resource,
        after event: JSON,
        in surroundings: Surroundings,
        inventory: Inventory = Inventory()
    ) -> Verdict {
        let name = Self.name(of: event)
        for case .event(let trigger, let when) in triggers where trigger == name {
            switch when?.evaluate(["event": .value(Value(json: event))]) {
            case nil, .value(.bool(true)):
                let added = each?.element.added?(event)
                return verdict(resource, surroundings, inventory, added: added)
            case .value(.bool(false)): continue
            case .error(let error)?:
                return Verdict(
                    guardrail: self.name,
                    resource: resource.name,
                    outcome: .unknown([Because(text: error.message, path: "when")])
                )
            default: continue
            }
        }
        return Verdict(guardrail: self.name, resource: resource.name, outcome: .notJudged)
    }

    /// `ec2:AuthorizeSecurityGroupIngress`
    private static func name(of event: JSON) -> String {
        let service = event["eventSource"]?.string?.split(separator: ".").first ?? ""
        return "\(service):\(event["eventName"]?.string ?? "")"
    }

    private func verdict(
        _ resource: Resource,
        _ surroundings: Surroundings,
        _ inventory: Inventory,
        added: Set<String>?
    ) -> Verdict {
        let judging = Judging(
            guardrail: self,
            resource: resource,
            surroundings: surroundings,
            inventory: inventory,
            added: added
        )
        return Verdict(
            guardrail: name,
            resource: resource.name,
            outcome: judging.outcome(),
            exception: exemption(of: resource, surroundings, judging.bindings)
        )
    }

    /// A granted exception comes before the resource's tags; what is known before what is not.
    private func exemption(
        of resource: Resource,
        _ surroundings: Surroundings,
        _ bindings: @autoclosure () -> Bindings
    ) -> Verdict.Exemption {
        var unknown: Verdict.Exemption?
        for exception in surroundings.exceptions where exception.guardrail == name {
            switch covers(exception, resource, surroundings.account, bindings()) {
            case true?: return .granted(exception)
            case false?: continue
            case nil:
                unknown = .unknown(
                    Gap(reason: .failed, permission: "exception \(exception.id)")
                )
            }
        }
        let byTag = tagException(of: resource, surroundings)
        return byTag == .none ? unknown ?? .none : byTag
    }

    private func tagException(
        of resource: Resource,
        _ surroundings: Surroundings
    ) -> Verdict.Exemption {
        guard exceptsByTag(in: surroundings.account.environment) else { return .none }
        if let attribute = type.tagAttribute, let gap = resource.unread[attribute] {
            return .unknown(gap)
        }
        let tags = resource.document["tags"]
        let named = tags?[surroundings.exceptionTag]?.string?.split(separator: " ") ?? []
        guard named.contains(where: { $0 == name || was.contains(String($0)) }) else {
            return .none
        }
        return .byTag(owner: tags?["owner"]?.string ?? surroundings.account.owner)
    }
}

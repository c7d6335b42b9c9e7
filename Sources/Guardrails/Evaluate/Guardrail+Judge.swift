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

    /// Judges a resource that was read after an event: `on: change` as a whole, else what the event
    /// added, for other parts are none of its business. Not judged where no trigger is meant.
    ///
    /// - Parameter event: a CloudTrail record that says that the resource changed.
    public func judge(
        _ resource: Resource,
        after event: JSON,
        in surroundings: Surroundings,
        inventory: Inventory = Inventory()
    ) -> Verdict {
        switch hears(event) {
        case .whole: verdict(resource, surroundings, inventory, added: nil)
        case .added:
            verdict(
                resource,
                surroundings,
                inventory,
                added: each?.element.added?(event, resource)
            )
        case .nothing: Verdict(guardrail: name, resource: resource.name, outcome: .notJudged)
        case .unknown(let because):
            Verdict(guardrail: name, resource: resource.name, outcome: .unknown([because]))
        }
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

import Document
import Guardrails
import Playbooks

extension StepType.Limits {
    /// Of what containing waits for: a handful of calls, where EC2 takes fifty at once. Source: Amazon EC2
    /// Developer Guide, "Request throttling for the Amazon EC2 API".
    static let containing = StepType.Limits(writesPerSecond: 20)
}

extension ActionType.Parameter {
    /// Of steps that work on one instance.
    static let instance = ActionType.Parameter(
        "instance",
        .text,
        required: true,
        "the instance's id"
    )
}

extension Response.Targets {
    /// The instance that the step is given. Whether it is there the action reads: nothing waits for the
    /// inventory.
    static func instance(
        _ context: StepContext,
        _ parameters: Object = [:]
    ) -> Response.Targets {
        let region = context.text("region")
        let name = ResourceName(
            type: "ec2.instance",
            account: context.text("account"),
            region: region,
            id: context.text("instance")
        )
        let target = Resource(name: name, document: [:])
        return .found([ActionRequest(target: target, region: region, parameters: parameters)])
    }
}

extension ActionRead {
    static func instance(_ context: ActionContext) -> ActionRead { instance(context.id) }

    static func instance(_ id: String) -> ActionRead {
        ActionRead(
            "instance",
            "ec2",
            "DescribeInstances",
            ["InstanceIds": [.string(id)]],
            items: "Reservations[].Instances[]"
        )
    }

    /// Every interface that is attached to it.
    static func interfaces(_ context: ActionContext) -> ActionRead {
        ActionRead.filtered(
            "interfaces",
            "DescribeNetworkInterfaces",
            ["attachment.instance-id": [context.id]],
            items: "NetworkInterfaces"
        )
    }

    /// What EC2 lists under these filters.
    static func filtered(
        _ name: String,
        _ operation: String,
        _ filters: KeyValuePairs<String, [String]>,
        items: String
    ) -> ActionRead {
        let filters = filters.map { name, values -> JSON in
            ["Name": .string(name), "Values": .list(values)]
        }
        return ActionRead(name, "ec2", operation, ["Filters": .array(filters)], items: items)
    }
}

/// What was read of an instance.
enum ReadInstance {
    /// Nil where it is gone, or on its way: nothing can be changed any more.
    static func document(_ read: Object) -> JSON? {
        let found = read["instance"]?.array?.first
        let state = found?["State"]?["Name"]?.string
        return ["terminated", "shutting-down"].contains(state) ? nil : found
    }

    static let gone = ActionPlan.refused("the instance is gone")
}

extension [JSON] {
    /// By the text of one member, in its order.
    func keyed(_ member: String, _ value: (JSON) -> JSON?) -> JSON {
        let pairs = compactMap { item -> (String, JSON)? in
            guard let key = item[member]?.string, let value = value(item) else { return nil }
            return (key, value)
        }
        return .object(Object(pairs.sorted { $0.0 < $1.0 }))
    }
}

extension JSON {
    /// The members in the order of their names: the ledger keeps none.
    var entries: [(key: String, value: JSON)] {
        (object ?? Object()).map { (key: $0.0, value: $0.1) }.sorted { $0.key < $1.key }
    }

    /// With other members in place of its own; null takes one's place too.
    func setting(_ members: Object) -> JSON {
        var all = object ?? Object()
        for (name, value) in members { all[name] = value }
        return .object(all)
    }
}

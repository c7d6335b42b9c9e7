import Document
import Guardrails
import Playbooks

extension Step {
    /// What an instance can open connections to, by the rules of others' groups.
    static let findReach = Step(
        StepType(
            "ec2.find-reach",
            title: "Which security groups let an instance in, and which instances are behind them",
            kind: .analyse,
            site: .region,
            inputs: [.init("instance", .text, required: true, "the instance's id")],
            outputs: [
                .init(
                    "groups",
                    .list(.any),
                    "group, protocol, from, to, by, services; by its group before by its address"
                ),
                .init("instances", .list(.text), "those that are behind these groups"),
                .init("impact", .list(.text), "what it can reach"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        let types = ["ec2.network-interface", "ec2.security-group"]
        return await StepAnswer.about(context, types) { instance, known in
            let reach = InstanceReach(of: instance, known)
            return [
                "groups": .array(reach.rules), "instances": .list(reach.instances),
                "impact": .list(reach.impact),
                "notes": .list(
                    known.notes + [
                        "routes, network ACLs and its own groups' egress are not looked at"
                    ]
                ),
            ]
        }
    }
}

/// What the rules of the groups of a region let an instance open.
///
/// Source: Amazon VPC User Guide, "Security group rules": a rule's source is a network or a group.
struct InstanceReach {
    private(set) var rules: [JSON] = []
    private(set) var instances: [String] = []

    init(of instance: Resource, _ known: KnownResources) {
        let own = Set(known.groupIDs(of: instance))
        let addresses = known.addresses(of: instance).compactMap { text in
            Network("\(text)/32") ?? Network("\(text)/128")
        }
        var ways: [(rank: [String], rule: JSON, group: String)] = []
        for group in known.of("ec2.security-group") {
            for rule in group.document["ingress"]?.array ?? [] {
                guard let by = Self.way(rule, own, addresses) else { continue }
                let isByGroup = own.contains(by)
                ways.append(
                    (
                        [isByGroup ? "0" : "1", group.name.id, rule.text],
                        Self.told(rule, of: group.name.id, by), group.name.id
                    )
                )
            }
        }
        ways.sort { $0.rank.lexicographicallyPrecedes($1.rank) }
        rules = ways.map(\.rule)
        let groups = Set(ways.map(\.group))
        instances = known.of("ec2.instance").filter { other in
            other.name != instance.name && other.text("state") != "terminated"
                && !groups.isDisjoint(with: known.groupIDs(of: other))
        }.map(\.name.id).sorted()
    }

    var impact: [String] {
        guard !instances.isEmpty else { return [] }
        return ["it can open connections to \(instances.count) more instances of its region"]
    }

    /// The group or the network by which it gets in.
    private static func way(_ rule: JSON, _ own: Set<String>, _ addresses: [Network]) -> String? {
        guard let source = rule["source"]?.string else { return nil }
        if own.contains(source) { return source }
        let networks = [source] + (rule["networks"]?.texts ?? [])
        return networks.first { text in
            guard let network = Network(text) else { return false }
            return addresses.contains { network.contains($0) }
        }
    }

    private static func told(_ rule: JSON, of group: String, _ by: String) -> JSON {
        let range =
            (rule["from"]?.int ?? 0)...max(rule["from"]?.int ?? 0, rule["to"]?.int ?? 65_535)
        return [
            "group": .string(group), "protocol": rule["protocol"] ?? .null,
            "from": rule["from"] ?? .null, "to": rule["to"] ?? .null, "by": .string(by),
            "services": .list(ListeningServices.on(range)),
        ]
    }
}

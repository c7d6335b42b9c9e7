import Document
import Guardrails
import Playbooks

extension Step {
    /// Which other instances share with one what an attacker can use or has used.
    static let findPeers = Step(
        StepType(
            "ec2.find-peers",
            title: "Which instances share groups, image or profile with an instance",
            kind: .analyse,
            site: .region,
            inputs: [.init("instance", .text, required: true, "the instance's id")],
            outputs: [
                .init("peers", .list(.any), "id, and what it shares: group, image, profile"),
                .init("flat_groups", .list(.text), "its groups whose members reach each other"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        let types = ["ec2.network-interface", "ec2.security-group"]
        return await StepAnswer.about(context, types) { instance, known in
            let flat = known.groups(of: instance).filter(\.letsItselfIn).map(\.name.id).sorted()
            let peers = known.of("ec2.instance").sorted { $0.name.id < $1.name.id }
                .compactMap { known.peer($0, of: instance) }
            return [
                "peers": .array(peers), "flat_groups": .list(flat), "notes": .list(known.notes),
            ]
        }
    }
}

extension Resource {
    /// Of a security group: whether one of its rules names it as the source.
    fileprivate var letsItselfIn: Bool {
        (document["ingress"]?.array ?? []).contains { $0["source"]?.string == name.id }
    }
}

extension KnownResources {
    /// Nil where the two share nothing, or are the same.
    fileprivate func peer(_ other: Resource, of instance: Resource) -> JSON? {
        guard other.name != instance.name, other.text("state") != "terminated" else { return nil }
        let groups = Set(groupIDs(of: instance)).intersection(groupIDs(of: other)).sorted()
        var shared: Object = [:]
        if !groups.isEmpty { shared["groups"] = .list(groups) }
        for field in ["image", "profile"] {
            if let value = instance.text(field), other.text(field) == value {
                shared[field] = .string(value)
            }
        }
        guard !shared.isEmpty else { return nil }
        return ["id": .string(other.name.id), "shares": .object(shared)]
    }
}

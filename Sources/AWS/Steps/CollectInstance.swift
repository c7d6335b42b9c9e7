import Document
import Playbooks

extension Step {
    /// What sweeps have seen of an instance and what belongs to it.
    static let collectInstance = Step(
        StepType(
            "ec2.collect-instance",
            title: "What the inventory has of an instance and what belongs to it",
            kind: .analyse,
            site: .region,
            inputs: [.init("instance", .text, required: true, "the instance's id")],
            outputs: [
                .init("instance", .map(.any), "the instance's document"),
                .init("interfaces", .list(.any), "its network interfaces"),
                .init("groups", .list(.any), "the security groups on any of its interfaces"),
                .init("volumes", .list(.any), "the volumes that are attached to it"),
                .init("addresses", .list(.text), "its addresses, inside and on the internet"),
                .init("profile", .text, "the ARN of its instance profile, where it has one"),
                .init("notes", .list(.text), "what people have to know"),
            ]
        )
    ) { context in
        let types = ["ec2.network-interface", "ec2.security-group", "ec2.volume"]
        return await StepAnswer.about(context, types) { instance, known in
            let id = instance.name.id
            let volumes = known.of("ec2.volume").filter { $0.texts("instances").contains(id) }
            var outputs: Object = [
                "instance": instance.stepDocument,
                "interfaces": .array(known.interfaces(of: instance).map(\.stepDocument)),
                "groups": .array(known.groups(of: instance).map(\.stepDocument)),
                "volumes": .array(volumes.map(\.stepDocument)),
                "addresses": .list(known.addresses(of: instance)),
                "notes": .list(known.notes),
            ]
            outputs["profile"] = instance.text("profile").map { .string($0) }
            return outputs
        }
    }
}

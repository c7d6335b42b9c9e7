import Document
import Guardrails
import Playbooks

extension Step {
    /// What an instance is and what belongs to it: as AWS has it now, where it may be asked; else as
    /// sweeps have seen it.
    static let collectInstance = Step(
        StepType(
            "ec2.collect-instance",
            title: "What an instance is, and what belongs to it",
            kind: .analyse,
            site: .region,
            inputs: [
                .init("instance", .text, required: true, "the instance's id"),
                .init(
                    "whole",
                    .flag,
                    standard: true,
                    "else nothing but what containing it changes, with few calls"
                ),
            ],
            outputs: [
                .init("instance", .map(.any), "the instance's document"),
                .init("interfaces", .list(.any), "its network interfaces"),
                .init("groups", .list(.any), "the security groups on any of its interfaces"),
                .init("volumes", .list(.any), "the volumes that are attached to it"),
                .init("addresses", .list(.text), "its addresses, inside and on the internet"),
                .init("host_names", .list(.text), "AWS's own names of it in DNS"),
                .init("profile", .text, "the ARN of its instance profile; empty where it has none"),
                .init("role", .text, "the name of the profile's role"),
                .init("zone", .text, "its availability zone"),
                .init("image_id", .text, "the id of its image"),
                .init("key_name", .text, "the name of its key pair; empty where it has none"),
                .init("image", .map(.any), "its image: id, exists, name, owner, public, created"),
                .init("key", .map(.any), "its key pair: name, exists, id, fingerprint, created"),
                .init("user_data", .map(.any), "sha256 and bytes of its user data, never the text"),
                .init("attributes", .map(.any), "termination protection and shutdown behaviour"),
                .init("console", .map(.any), "sha256, bytes and the end of its console's text"),
                .init("snapshots", .list(.any), "those of its volumes, whoever took them"),
                .init("notes", .list(.text), "what people have to know"),
            ],
            permissions: [
                "ec2:DescribeImages", "ec2:DescribeInstanceAttribute", "ec2:DescribeInstances",
                "ec2:DescribeKeyPairs", "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots", "ec2:DescribeVolumes",
                "ec2:GetConsoleOutput", "iam:GetInstanceProfile",
            ]
        )
    ) { context in
        let types = ["ec2.network-interface", "ec2.security-group", "ec2.volume"]
        let sight = await InstanceSight(context, types)
        guard var reading = StepReading(context) else {
            return answer(sight, notes: [context.unasked])
        }
        let live = await LiveInstance(context.text("instance"), &reading)
        switch (live.instance, sight) {
        case (_, .failed): return answer(sight, notes: [])
        case (let instance?, .seen(_, let known)), (let instance?, .unseen(let known, _, _)):
            let known = live.over(known)
            let detail = await InstanceDetail(
                instance.name.id,
                instance.document["aws"] ?? .null,
                volumes: known.volumes(of: instance).map(\.name.id),
                whole: context.flag("whole"),
                &reading
            )
            return .done(outputs(instance, known, detail.outputs, notes: reading.notes))
        case (nil, .seen) where live.isKnown:
            return answer(sight, notes: ["AWS has no such instance any more: sweeps have seen it"])
        case (nil, _):
            return answer(sight, notes: reading.notes)
        }
    }

    private static func answer(_ sight: InstanceSight, notes: [String]) -> StepAnswer {
        switch sight {
        case .seen(let instance, let known):
            .done(outputs(instance, known, [:], notes: notes))
        case .unseen(_, let isKnown, let why): .failed(why, isFinal: isKnown)
        case .failed(let failure): .failed(failure.text, isFinal: false)
        }
    }

    private static func outputs(
        _ instance: Resource,
        _ known: KnownResources,
        _ detail: Object,
        notes: [String]
    ) -> Object {
        var outputs: Object = [
            "instance": instance.stepDocument,
            "interfaces": .array(known.interfaces(of: instance).map(\.stepDocument)),
            "groups": .array(known.groups(of: instance).map(\.stepDocument)),
            "volumes": .array(known.volumes(of: instance).map(\.stepDocument)),
            "addresses": .list(known.addresses(of: instance)),
            "host_names": .list(known.hostNames(of: instance)),
            "profile": .string(instance.text("profile") ?? ""),
            "image_id": .string(instance.text("image") ?? ""),
            "key_name": instance.document["aws"]?["KeyName"] ?? "",
        ]
        let placement = DocumentPath("Placement.AvailabilityZone")
        outputs["zone"] = placement.value(in: instance.document["aws"] ?? .null)
        for (name, value) in detail { outputs[name] = value }
        outputs["notes"] = .list(known.notes + notes)
        return outputs
    }
}

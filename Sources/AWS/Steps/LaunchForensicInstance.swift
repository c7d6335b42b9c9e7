import Document
import Playbooks

extension Step {
    /// Source: Amazon EC2 API Reference, "RunInstances".
    static let launchForensicInstance = responding(
        .launchForensicInstance,
        inputs: [
            .init("image", .text, required: true, "the image's id"),
            .init("subnet", .text, required: true, "the subnet's id"),
            .init("type", .text, standard: "m5.large", "a type with NVMe volumes"),
            .init("profile", .text, standard: "", "an instance profile: its name or ARN"),
            .init(
                "volumes",
                .list(.text),
                standard: [],
                "the volumes that it mounts when attached"
            ),
        ],
        outputs: [
            .init("instance", .text, "its id"), .init("group", .text, "its security group's id"),
        ],
        // A group can be deleted when the instance in it is gone, which takes a minute or two.
        limits: StepType.Limits(attempts: 6, waitSeconds: 20, timeoutSeconds: 3600, items: 5),
        targets: { context in
            var parameters = context.inputs.filter { ["image", "type", "volumes"].contains($0.0) }
                .map { $0 }
            if !context.text("profile").isEmpty {
                parameters.append(("profile", .string(context.text("profile"))))
            }
            let subnet = context.text("subnet")
            // Each run starts one of its own there.
            return .found([
                context.asked(
                    "ec2.subnet",
                    subnet,
                    part: context.run.key,
                    Object(parameters)
                )
            ])
        },
        answer: { _, changed in
            let after = changed.first?.after
            return [
                "instance": after?[JSON.aside]?["instances"]?.array?.first?["id"] ?? .null,
                "group": after?["group"]?["id"] ?? .null,
            ]
        }
    )
}

extension Action {
    fileprivate static let launchForensicInstance = Action(
        "ec2.launch-forensic-instance",
        title: "Starts an instance to look at evidence, which nothing can reach",
        subject: .resources(["ec2.subnet"]),
        parameters: [
            .init("image", .text, required: true, "the image's id"),
            .init("type", .text, standard: "m5.large", "the instance type"),
            .init("profile", .text, "an instance profile: its name or ARN"),
            .init("volumes", .list(.text), standard: [], "the volumes that it mounts"),
        ],
        asks: ForensicInstance.asks,
        sends: ForensicInstance.sends,
        also: ["ec2:CreateTags", "iam:PassRole"],
        undoing: "the instance is terminated, and its group deleted when it is gone",
        refuses: "a subnet or an image that is not there, a group whose rules somebody changed",
        reads: ForensicInstance.reads,
        image: ForensicInstance.image,
        plan: ForensicInstance.plan,
        undo: ForensicInstance.undo
    )
}

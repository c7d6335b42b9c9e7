import Document
import Guardrails
import Playbooks

extension Step {
    /// One tag on one resource of EC2, such as the word that keeps everybody else off it.
    static let tagResource = Step.responding(
        .tagResource,
        inputs: [
            .init("resource", .text, required: true, "the resource's id"),
            .init("type", .text, standard: "ec2.instance", "its type, if it is no instance") {
                let type = $0.string ?? ""
                return types.contains(type) ? nil : "'\(type)' is no type of EC2's with tags"
            },
            .init("key", .text, required: true, "the tag's key") {
                let key = $0.string ?? ""
                // Tag naming limits: "Tagging AWS Resources and Tag Editor User Guide".
                return key.lowercased().hasPrefix("aws:") || key.isEmpty
                    ? "'\(key)' is not a key that people may set" : nil
            },
            .init("value", .text, standard: "", "the tag's value"),
        ],
        outputs: [.init("tags", .map(.text), "all tags that the resource then has")],
        targets: { context in
            let name = ResourceName(
                type: context.text("type"),
                account: context.text("account"),
                region: context.text("region"),
                id: context.text("resource")
            )
            let tags: Object = [context.text("key"): .string(context.text("value"))]
            return .found([
                ActionRequest(
                    target: Resource(name: name, document: [:]),
                    region: name.region,
                    // Runs that set other tags have nothing to do with each other.
                    part: context.text("key"),
                    parameters: ["tags": .object(tags), "replace": true]
                )
            ])
        },
        answer: { _, changed in ["tags": changed.first?.after["tags"] ?? [:]] }
    )

    private static let types = TagStore.types.filter { $0.hasPrefix("ec2.") }
}

extension Action {
    /// As ``addTags``, of EC2's resources alone.
    fileprivate static let tagResource = Action(
        "ec2.tag-resource",
        title: "Sets a tag of a resource",
        subject: .resources(TagStore.types.filter { $0.hasPrefix("ec2.") }),
        parameters: addTags.type.parameters,
        asks: ["ec2.DescribeTags"],
        sends: ["ec2.CreateTags", "ec2.DeleteTags"],
        undoing: "the tag is taken away, or gets its old value",
        refuses: addTags.type.refuses,
        reads: addTags.reads,
        image: addTags.image,
        plan: addTags.plan,
        undo: addTags.undo
    ).whenGone(.nothing)
}

import Document

extension Step {
    static let disableInstanceMetadata = responding(
        .disableInstanceMetadata,
        inputs: [.instance],
        outputs: [.init("options", .map(.any), "its options as they were")],
        targets: { .instance($0) },
        answer: { _, changed in ["options": changed.first?.before["options"] ?? [:]] }
    )
}

extension Action {
    /// Source: Amazon EC2 API Reference, ModifyInstanceMetadataOptions: "If you specify a value of disabled,
    /// you cannot access your instance metadata."
    static let disableInstanceMetadata = Action(
        "ec2.disable-instance-metadata",
        title: "Switches off the instance metadata service, so that it gives out no credentials",
        subject: .resources(["ec2.instance"]),
        asks: ["ec2.DescribeInstances"],
        sends: ["ec2.ModifyInstanceMetadataOptions"],
        undoing: "all options are set as they were",
        refuses: "an instance that is gone",
        reads: { context, _ in [.instance(context)] },
        image: { _, read in
            guard let instance = ReadInstance.document(read) else { return ["options": .null] }
            let options = (instance["MetadataOptions"]?.object ?? Object())
                .filter { $0.0 != "State" }
            return ["options": .object(Object(options.sorted { $0.0 < $1.0 }))]
        },
        plan: { context, before in
            guard let options = before["options"]?.object else { return ReadInstance.gone }
            guard options["HttpEndpoint"] != "disabled" else { return .alreadyRight }
            var after = options
            after["HttpEndpoint"] = "disabled"
            return .calls(
                [metadataOptions(context, ["HttpEndpoint": "disabled"])],
                after: ["options": .object(after)]
            )
        },
        undo: { context, before, after in
            guard let options = before["options"]?.object, after["options"]?.object != nil else {
                return []
            }
            return [metadataOptions(context, options)]
        }
    ).whenGone(.nothing)

    private static func metadataOptions(
        _ context: ActionContext,
        _ options: Object
    ) -> ActionCall {
        var input: Object = ["InstanceId": .string(context.id)]
        for (name, value) in options.sorted(by: { $0.0 < $1.0 }) { input[name] = value }
        return ActionCall("ec2", "ModifyInstanceMetadataOptions", input, isRepeatable: true)
    }
}

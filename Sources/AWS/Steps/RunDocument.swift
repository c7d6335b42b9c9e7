import Document
import Playbooks

extension Step {
    /// How memory is taken, and whatever else runs on the instance. SSM has no token by which a command
    /// is sent once: it is found again by its comment. Source: AWS Systems Manager API Reference,
    /// "SendCommand".
    static let runDocument = responding(
        .runDocument,
        inputs: [
            .init("instance", .text, required: true, "the instance's id"),
            .init("document", .text, required: true, "the SSM document's name or ARN"),
            .init("parameters", .map(.any), standard: [:], "a text or a list of texts by name"),
            .init("comment", .text, standard: "", "what the command says of itself"),
        ],
        outputs: [.init("command", .text, "the command's id")],
        keeps: "what a command did on the instance cannot be taken back",
        targets: { context in
            let parameters = (context.inputs["parameters"]?.object ?? [:]).map { name, value in
                (name, value.array == nil ? .array([value]) : value)
            }
            return .found([
                context.asked(
                    "ec2.instance",
                    context.text("instance"),
                    [
                        "document": .string(context.text("document")),
                        "parameters": .object(Object(parameters)),
                        "comment": .string(context.text("comment")),
                    ]
                )
            ])
        },
        answer: { _, changed in
            ["command": changed.first?.after["commands"]?.array?.first?["id"] ?? .null]
        }
    )
}

extension Action {
    fileprivate static let runDocument = Action(
        "ssm.run-document",
        title: "Runs an SSM document on an instance, such as one that takes its memory",
        subject: .resources(["ec2.instance"]),
        parameters: [
            .init("document", .text, required: true, "the SSM document's name or ARN"),
            .init("parameters", .map(.any), standard: [:], "a list of texts by name"),
            .init("comment", .text, "what the command says of itself"),
        ],
        asks: ["ssm.ListCommands"],
        sends: ["ssm.SendCommand"],
        undoing: "nothing: what a command did on the instance stays",
        refuses: "nothing; AWS refuses instances without the SSM agent",
        reads: { context, _ in
            let input: Object = ["InstanceId": .string(context.id)]
            return [ActionRead("commands", "ssm", "ListCommands", input, items: "Commands")]
        },
        image: { context, read in
            let own = (read["commands"]?.array ?? []).filter {
                $0["Comment"]?.string?.hasSuffix(ending(context)) == true
            }
            return [
                "commands": .array(
                    own.sorted(by: "CommandId").map {
                        ["id": $0["CommandId"] ?? .null, "document": $0["DocumentName"] ?? .null]
                    }
                )
            ]
        },
        plan: { context, before in
            if before["commands"]?.array?.isEmpty == false { return .alreadyRight }
            let document = JSON.string(context.text("document") ?? "")
            let ending = ending(context)
            // At most 100 characters.
            let comment = (context.text("comment") ?? "").prefix(100 - ending.count) + ending
            var input: Object = [
                "DocumentName": document, "InstanceIds": [.string(context.id)],
                "Comment": .string(String(comment)),
            ]
            let parameters = context.request.parameters["parameters"]
            if parameters?.object?.isEmpty == false { input["Parameters"] = parameters }
            return .calls(
                [ActionCall("ssm", "SendCommand", input)],
                after: ["commands": [["document": document]]]
            )
        },
        undo: { _, _, _ in [] }
    )

    private static func ending(_ context: ActionContext) -> String {
        " [parapet \(RunMark(context).token("command").prefix(16))]"
    }
}

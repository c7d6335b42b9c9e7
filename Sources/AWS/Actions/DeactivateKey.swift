import Document

extension Action {
    static let deactivateKey = Action(
        "iam.deactivate-key",
        title: "Makes the access key inactive; it is never deleted",
        subject: .resources(["iam.access-key"]),
        asks: ["iam.ListAccessKeys"],
        sends: ["iam.UpdateAccessKey"],
        undoing: "the key is made active again",
        refuses: "Parapet's own key, and a key that is gone",
        reads: { context, _ in
            let user = context.request.target.document["user"] ?? ""
            return [
                ActionRead(
                    "keys",
                    "iam",
                    "ListAccessKeys",
                    ["UserName": user],
                    items: "AccessKeyMetadata"
                )
            ]
        },
        image: { context, read in
            let key = read["keys"]?.array?.first { $0["AccessKeyId"]?.string == context.id }
            return ["key": key ?? .null]
        },
        plan: { context, before in
            guard let key = before["key"], !key.isNull else { return .refused("the key is gone") }
            guard key["Status"] == "Active" else { return .alreadyRight }
            guard context.own.accessKey != context.id else {
                return .refused("it is the key that Parapet itself works with")
            }
            var after = key.object ?? Object()
            after["Status"] = "Inactive"
            return .calls(
                [update(key, "Inactive")],
                after: ["key": .object(after)]
            )
        },
        undo: { _, before, _ in
            guard let key = before["key"], let status = key["Status"]?.string else { return [] }
            return [update(key, status)]
        }
    )

    private static func update(_ key: JSON, _ status: String) -> ActionCall {
        ActionCall(
            "iam",
            "UpdateAccessKey",
            [
                "UserName": key["UserName"] ?? "", "AccessKeyId": key["AccessKeyId"] ?? "",
                "Status": .string(status),
            ]
        )
    }
}

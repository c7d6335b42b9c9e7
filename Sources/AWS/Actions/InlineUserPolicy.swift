import Document

/// An inline policy of our own that a user gets, and the others that it has beside it.
///
/// Source: "IAM and AWS STS quotas".
struct InlineUserPolicy: Sendable {
    let name: String
    let document: JSON

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let user: Object = ["UserName": .string(context.id)]
        let own = [
            ActionRead("user", "iam", "GetUser", user),
            ActionRead("quotas", "iam", "GetAccountSummary"),
        ]
        // Of a user that is gone nothing more is asked.
        guard known["user"] != nil else { return own }
        let names = known["names"]?.texts ?? []
        return own + [ActionRead("names", "iam", "ListUserPolicies", user, items: "PolicyNames")]
            + names.map { name in
                var input = user
                input["PolicyName"] = .string(name)
                return ActionRead("inline/\(name)", "iam", "GetUserPolicy", input)
            }
    }

    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        let user = read["user"]?["User"]
        var inline = Object()
        for name in (read["names"]?.texts ?? []).sorted() {
            inline[name] = Declaration.document(read["inline/\(name)"]?["PolicyDocument"]) ?? .null
        }
        return [
            "user": user.map { ["Arn": $0["Arn"] ?? .null, "UserId": $0["UserId"] ?? .null] }
                ?? .null,
            "inline": .object(inline),
            "quota": read["quotas"]?["SummaryMap"]?["UserPolicySizeQuota"] ?? .null,
        ]
    }

    func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        if let reason = Self.refusal(context, before) { return .refused(reason) }
        guard let quota = before["quota"]?.int else { return .refused(Self.unknownQuota) }
        var inline = before["inline"]?.object ?? Object()
        if let found = inline[name] {
            guard found == document else {
                return .refused("it has a policy '\(name)' that says something else")
            }
            return .alreadyRight
        }
        inline[name] = document
        let size = inline.reduce(0) { $0 + Self.characters($1.1) }
        guard size <= quota else {
            return .refused("its inline policies would have \(size) characters, IAM takes \(quota)")
        }
        var after = before.object ?? Object()
        after["inline"] = .object(inline)
        let input: Object = [
            "UserName": .string(context.id), "PolicyName": .string(name),
            "PolicyDocument": .string(document.text),
        ]
        return .calls([ActionCall("iam", "PutUserPolicy", input)], after: .object(after))
    }

    func delete(_ context: ActionContext) -> ActionCall {
        let input: Object = ["UserName": .string(context.id), "PolicyName": .string(name)]
        return ActionCall("iam", "DeleteUserPolicy", input)
    }

    /// Why a user is left alone, whatever it would get.
    static func refusal(_ context: ActionContext, _ before: JSON) -> String? {
        guard let arn = before["user"]?["Arn"]?.string else { return "the user is gone" }
        return context.own.caller == arn
            ? "Parapet itself works with it: it could not undo this" : nil
    }

    static let unknownQuota = "AWS does not say how much a user may have"

    /// IAM does not count white space.
    private static func characters(_ policy: JSON) -> Int {
        policy.text.count { !$0.isWhitespace }
    }
}

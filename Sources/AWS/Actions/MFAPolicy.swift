import Document

/// How a user's API calls are made to need a second factor: by a managed policy that is attached, or an
/// inline policy of our own.
///
/// Sources: IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials on
/// the Security credentials page"; "IAM and AWS STS quotas".
enum MFAPolicy {
    static let name = "parapet-require-mfa"

    /// `BoolIfExists`: a call signed with an access key does not carry the key at all.
    static let document: JSON = [
        "Version": "2012-10-17",
        "Statement": [
            [
                "Sid": "DenyAllButMFASetupWithoutMFA",
                "Effect": "Deny",
                "NotAction": [
                    "iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice",
                    "iam:GetMFADevice", "iam:GetUser", "iam:ListMFADevices",
                    "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken",
                ],
                "Resource": "*",
                "Condition": ["BoolIfExists": ["aws:MultiFactorAuthPresent": "false"]],
            ]
        ],
    ]

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        let user: Object = ["UserName": .string(context.id)]
        let first = [
            ActionRead("user", "iam", "GetUser", user),
            ActionRead("quotas", "iam", "GetAccountSummary"),
        ]
        if let arn = context.policyARN("policy") {
            return first + [
                ActionRead("policy", "iam", "GetPolicy", ["PolicyArn": .string(arn)]),
                ActionRead(
                    "attached",
                    "iam",
                    "ListAttachedUserPolicies",
                    user,
                    items: "AttachedPolicies"
                ),
            ]
        }
        let names = known["names"]?.texts ?? []
        return first + [ActionRead("names", "iam", "ListUserPolicies", user, items: "PolicyNames")]
            + names.map { name in
                var input = user
                input["PolicyName"] = .string(name)
                return ActionRead("inline/\(name)", "iam", "GetUserPolicy", input)
            }
    }

    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        let user = read["user"]?["User"]
        let quotas = read["quotas"]?["SummaryMap"]
        var image: Object = [
            "user": user.map { ["Arn": $0["Arn"] ?? .null, "UserId": $0["UserId"] ?? .null] }
                ?? .null
        ]
        if context.policyARN("policy") != nil {
            let arns = (read["attached"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
            image["attached"] = .list(arns.sorted())
            image["policy"] = read["policy"]?["Policy"]?["Arn"] ?? .null
            image["quota"] = quotas?["AttachedPoliciesPerUserQuota"] ?? .null
            return .object(image)
        }
        var inline = Object()
        for name in (read["names"]?.texts ?? []).sorted() {
            inline[name] = Declaration.document(read["inline/\(name)"]?["PolicyDocument"]) ?? .null
        }
        image["inline"] = .object(inline)
        image["quota"] = quotas?["UserPolicySizeQuota"] ?? .null
        return .object(image)
    }

    static func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        guard let arn = before["user"]?["Arn"]?.string else { return .refused("the user is gone") }
        if context.own.caller == arn {
            return .refused("Parapet itself works with it: it could not undo this")
        }
        guard let quota = before["quota"]?.int else {
            return .refused("AWS does not say how much a user may have")
        }
        if let policy = context.policyARN("policy") {
            return attach(policy, context, before, quota)
        }
        return put(context, before, quota)
    }

    private static func attach(
        _ policy: String,
        _ context: ActionContext,
        _ before: JSON,
        _ quota: Int64
    ) -> ActionPlan {
        let attached = before["attached"]?.texts ?? []
        if attached.contains(policy) { return .alreadyRight }
        guard before["policy"]?.string == policy else {
            return .refused("there is no policy \(policy)")
        }
        guard Int64(attached.count) < quota else {
            return .refused("\(attached.count) policies are attached, and IAM lets no more be")
        }
        var after = before.object ?? Object()
        after["attached"] = .list((attached + [policy]).sorted())
        let input: Object = ["UserName": .string(context.id), "PolicyArn": .string(policy)]
        return .calls([ActionCall("iam", "AttachUserPolicy", input)], after: .object(after))
    }

    private static func put(
        _ context: ActionContext,
        _ before: JSON,
        _ quota: Int64
    ) -> ActionPlan {
        var inline = before["inline"]?.object ?? Object()
        if let found = inline[name] {
            guard found == document else {
                return .refused("it has a policy '\(name)' that says something else")
            }
            return .alreadyRight
        }
        inline[name] = document
        let size = inline.reduce(0) { $0 + characters($1.1) }
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

    /// IAM does not count white space.
    private static func characters(_ policy: JSON) -> Int {
        policy.text.count { !$0.isWhitespace }
    }
}

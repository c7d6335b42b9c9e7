import Document

/// How a user's API calls are made to need a second factor: by a managed policy that is attached, or an
/// inline policy of our own.
///
/// Source: IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials on the
/// Security credentials page".
enum MFAPolicy {
    static let inline = InlineUserPolicy(
        name: "parapet-require-mfa",
        document: [
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
                    // A call signed with an access key does not carry the key at all.
                    "Condition": ["BoolIfExists": ["aws:MultiFactorAuthPresent": "false"]],
                ]
            ],
        ]
    )

    static func reads(_ context: ActionContext, _ known: Object) -> [ActionRead] {
        guard let arn = context.policyARN("policy") else {
            return InlineUserPolicy.reads(context, known)
        }
        let user: Object = ["UserName": .string(context.id)]
        return [
            ActionRead("user", "iam", "GetUser", user),
            ActionRead("quotas", "iam", "GetAccountSummary"),
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

    static func image(_ context: ActionContext, _ read: Object) -> JSON {
        guard context.policyARN("policy") != nil else {
            return InlineUserPolicy.image(context, read)
        }
        let user = read["user"]?["User"]
        let arns = (read["attached"]?.array ?? []).compactMap { $0["PolicyArn"]?.string }
        return [
            "user": user.map { ["Arn": $0["Arn"] ?? .null, "UserId": $0["UserId"] ?? .null] }
                ?? .null,
            "attached": .list(arns.sorted()),
            "policy": read["policy"]?["Policy"]?["Arn"] ?? .null,
            "quota": read["quotas"]?["SummaryMap"]?["AttachedPoliciesPerUserQuota"] ?? .null,
        ]
    }

    static func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        guard let policy = context.policyARN("policy") else {
            return inline.plan(context, before)
        }
        if let reason = InlineUserPolicy.refusal(context, before) { return .refused(reason) }
        guard let quota = before["quota"]?.int else {
            return .refused(InlineUserPolicy.unknownQuota)
        }
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
}

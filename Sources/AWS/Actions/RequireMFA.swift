import Document

extension Action {
    static let requireMFA = Action(
        "iam.require-mfa",
        title: "Denies the user all but setting up a second factor until one is used",
        subject: .resources(["iam.user"]),
        parameters: [
            .init(
                "policy",
                .text,
                "the managed policy that says it: an ARN, or a name in the user's account; without "
                    + "it the inline policy \(MFAPolicy.inline.name) is put"
            )
        ],
        asks: [
            "iam.GetUser", "iam.GetAccountSummary", "iam.GetPolicy", "iam.ListAttachedUserPolicies",
            "iam.ListUserPolicies", "iam.GetUserPolicy",
        ],
        sends: [
            "iam.AttachUserPolicy", "iam.DetachUserPolicy", "iam.PutUserPolicy",
            "iam.DeleteUserPolicy",
        ],
        undoing: "the policy is detached, or the inline policy deleted",
        refuses: "a user beyond IAM's quotas, one whose inline policy of that name says something "
            + "else, and the user that Parapet works with",
        reads: MFAPolicy.reads,
        image: MFAPolicy.image,
        plan: MFAPolicy.plan,
        undo: { context, _, _ in
            guard let arn = context.policyARN("policy") else {
                return [MFAPolicy.inline.delete(context)]
            }
            let input: Object = ["UserName": .string(context.id), "PolicyArn": .string(arn)]
            return [ActionCall("iam", "DetachUserPolicy", input)]
        }
    )
}

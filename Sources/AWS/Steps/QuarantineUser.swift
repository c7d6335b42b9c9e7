import Document
import Guardrails
import Playbooks

extension Step {
    /// By an inline policy that denies everything. AWS's own `AWSCompromisedKeyQuarantine` policies deny a
    /// list of calls that cost money or open doors, and leave the rest to be read; attached ones are
    /// limited to ten; and what a policy denies the user it denies the sessions that were made with its
    /// keys. Source: IAM User Guide, "Disabling permissions for temporary security credentials".
    static let quarantineUser = responding(
        .quarantineUser,
        site: .account,
        inputs: [.init("user", .text, required: true, "the user's name")],
        targets: {
            .found([$0.asked("iam.user", $0.text("user"), region: Scope.global)])
        }
    )
}

extension Action {
    private static let quarantine = InlineUserPolicy(
        name: "parapet-quarantine",
        document: [
            "Version": "2012-10-17",
            "Statement": [
                ["Sid": "Quarantine", "Effect": "Deny", "Action": "*", "Resource": "*"]
            ],
        ]
    )

    fileprivate static let quarantineUser = Action(
        "iam.quarantine-user",
        title: "Denies the user, and all sessions made with its keys, everything",
        subject: .resources(["iam.user"]),
        asks: [
            "iam.GetUser", "iam.GetAccountSummary", "iam.ListUserPolicies", "iam.GetUserPolicy",
        ],
        sends: ["iam.PutUserPolicy", "iam.DeleteUserPolicy"],
        undoing: "the inline policy is deleted",
        refuses: "a user beyond IAM's quotas, one whose inline policy of that name says something "
            + "else, and the user that Parapet works with",
        reads: InlineUserPolicy.reads,
        image: InlineUserPolicy.image,
        plan: quarantine.plan,
        undo: { context, _, _ in [quarantine.delete(context)] }
    )
}

import Document
import Guardrails
import Policy

/// Whether an IAM user's API calls need a second factor: nothing that the user is allowed works
/// without one, except what it takes to set one up and to sign in.
///
/// A call signed with an access key carries no `aws:MultiFactorAuthPresent` at all; a session without
/// a second factor carries `false`. A user who is allowed nothing needs none.
/// Source: IAM User Guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials on
/// the Security credentials page".
enum MFARequirement {
    static let fact = ResourceType.Fact(
        "api_needs_mfa",
        .flag,
        from: ["policies"],
        "whether API calls work only with a second factor",
        example: "!resource.api_needs_mfa",
        judge: judge
    )

    static func judge(_ user: Resource) -> ResourceType.Fact.Answer {
        guard let permissions = PrincipalPermissions(user) else { return .unknown(["policies"]) }
        var isOpen = false
        for actions in [otherServices, ownServices] {
            switch permissions.answer([(key: RequestSide.action, set: .texts(actions))] + without) {
            case .yes(let request):
                let because = permissions.because(request, suffix: ", without a second factor")
                return .known(.bool(false), because: [because])
            case .unknown: isOpen = true
            case .no: break
            }
        }
        return isOpen ? .unknown([permissions.doubt]) : .known(.bool(true), because: [])
    }

    /// What a request without a second factor carries that no service makes on the user's behalf.
    private static let without: [Box.Side] = {
        let isFalse = KeySet(
            mayBeAbsent: true,
            each: .texts(.matching([Glob(literal: "false", folds: true)]))
        )
        let absent = [
            "aws:multifactorauthage", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast",
        ]
        return [
            (key: "aws:multifactorauthpresent", set: isFalse),
            (key: "aws:viaawsservice", set: isFalse),
        ] + absent.map { (key: $0, set: KeySet.absent) }
    }()

    /// Of most services any action counts, whatever it is called.
    private static let otherServices = StringSet.matchingNone(
        of: ["iam:*", "sts:*"].map { Glob($0, folds: true) }
    )

    /// Of these the actions that there are.
    private static let ownServices = StringSet.matching(
        ActionNames.all.filter { !selfService.contains($0) }.map { Glob(literal: $0) }
    )

    /// What a user needs to set up a second factor, to sign in, and to see where it stands.
    ///
    /// Taking a device away is none of it: whoever holds a stolen key would begin with that. Sources:
    /// the `NotAction` of the statements in IAM User Guide, "AWS: Allows MFA-authenticated IAM users to
    /// manage their own credentials on the Security credentials page", "… to manage their own MFA
    /// device …" and "AWS: Allows IAM users to self-manage an MFA device" (registering, listing, the
    /// session), "How IAM users change their own password" (the password and its rules), and what
    /// those pages let users see of themselves.
    static let selfService: Set<String> = [
        "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ResyncMFADevice",
        "iam:ChangePassword", "iam:GetAccountPasswordPolicy", "iam:GetLoginProfile",
        "iam:GetUser", "iam:GetMFADevice", "iam:ListMFADevices", "iam:ListVirtualMFADevices",
        "iam:ListMFADeviceTags", "iam:ListUsers", "iam:ListUserTags", "iam:ListGroupsForUser",
        "iam:ListAccessKeys", "iam:GetAccessKeyLastUsed", "iam:ListSSHPublicKeys",
        "iam:ListServiceSpecificCredentials", "iam:ListSigningCertificates",
        "iam:ListUserPolicies", "iam:ListAttachedUserPolicies", "iam:ListAccountAliases",
        "iam:GetAccountSummary", "sts:GetSessionToken", "sts:GetCallerIdentity",
    ]
}

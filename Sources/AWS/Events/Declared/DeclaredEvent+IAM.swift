extension DeclaredEvent {
    /// Source: IAM User Guide, "Logging IAM and AWS STS API calls with AWS CloudTrail".
    static let iam: [String: [DeclaredEvent]] = [
        "iam.user": events(["UpdateUser"], .request("UserName"), .request("NewUserName"))
            + events(
                [
                    "CreateLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile",
                    "EnableMFADevice", "DeactivateMFADevice", "ResyncMFADevice",
                ],
                .request("UserName")
            )
            // Without a name it is the caller.
            + events(["ChangePassword"], .written("userIdentity.userName"))
            // What a group may do, its users may.
            + events(
                ["AttachGroupPolicy", "DetachGroupPolicy", "PutGroupPolicy", "DeleteGroupPolicy"],
                .request("GroupName", .naming("groups[]"))
            ),
        "iam.group": events(["UpdateGroup"], .request("GroupName"), .request("NewGroupName")),
        "iam.policy": events(
            [
                "DeletePolicy", "CreatePolicyVersion", "DeletePolicyVersion",
                "SetDefaultPolicyVersion", "TagPolicy", "UntagPolicy",
            ],
            .request("PolicyArn", prefix: "arn:")
        )
            + events(["CreatePolicy"], .response("Policy.Arn")),
        "iam.access-key": events(["CreateAccessKey"], .response("AccessKey.AccessKeyId"))
            + events(["UpdateAccessKey", "DeleteAccessKey"], .request("AccessKeyId")),
        "iam.virtual-mfa-device": events(
            ["CreateVirtualMFADevice"],
            .response("VirtualMFADevice.SerialNumber")
        )
            + events(
                [
                    "DeleteVirtualMFADevice", "EnableMFADevice", "DeactivateMFADevice",
                    "TagMFADevice", "UntagMFADevice",
                ],
                .request("SerialNumber", prefix: "arn:")
            ),
    ]

    /// What the account has one of, and what is in no path of a role.
    static let iamAccount: [String: [DeclaredEvent]] = [
        "iam.password-policy": events(
            ["UpdateAccountPasswordPolicy", "DeleteAccountPasswordPolicy"],
            .single
        ),
        "iam.server-certificate": events(
            ["UploadServerCertificate"],
            .response("ServerCertificateMetadata.ServerCertificateId")
        ),
        "iam.saml-provider": events(
            ["CreateSAMLProvider"],
            .response("SAMLProviderArn")
        )
            + events(["UpdateSAMLProvider", "DeleteSAMLProvider"], .request("SAMLProviderArn")),
        "iam.oidc-provider": events(
            ["CreateOpenIDConnectProvider"],
            .response("OpenIDConnectProviderArn")
        )
            + events(["DeleteOpenIDConnectProvider"], .request("OpenIDConnectProviderArn")),
        "iam.organizations-features": events(
            [
                "EnableOrganizationsRootCredentialsManagement",
                "DisableOrganizationsRootCredentialsManagement",
                "EnableOrganizationsRootSessions", "DisableOrganizationsRootSessions",
            ],
            .single
        ),
    ]
}

extension Collector {
    static let user = Collector.principal(
        Declaration(
            "iam.user",
            "IAM user",
            service: "iam",
            isGlobal: true,
            list: "GetAccountAuthorizationDetails",
            ["Filter": ["User"]],
            items: "UserDetailList",
            id: "UserName",
            arn: .path("Arn"),
            name: "UserName",
            tags: .listed("Tags"),
            fields: [
                .init("created", .timestamp, "CreateDate", "when it was made"),
                .init("groups", .list(.text), "GroupList", "the groups it is in"),
                .init(
                    "attached_policies",
                    .list(.text),
                    "AttachedManagedPolicies[].PolicyArn",
                    "managed policies attached to it"
                ),
                .init(
                    "inline_policies",
                    .any,
                    "UserPolicyList",
                    "its inline policies, each with what it says",
                    documents: "[].PolicyDocument"
                ),
                .init(
                    "boundary",
                    .text,
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    "its permissions boundary"
                ),
            ],
            attributes: [
                .init(
                    "mfa",
                    "ListMFADevices",
                    ["UserName": "UserName"],
                    [
                        .init(
                            "mfa_devices",
                            .list(.text),
                            "MFADevices[].SerialNumber",
                            "its second factors"
                        )
                    ]
                ),
                .init(
                    "login_profile",
                    "GetLoginProfile",
                    ["UserName": "UserName"],
                    [
                        .init(
                            "password_created",
                            .timestamp,
                            "LoginProfile.CreateDate",
                            "since when it has a password; missing where it has none"
                        )
                    ]
                ),
            ]
        ),
        inline: "UserPolicyList",
        facts: [Privilege.fact, Escalations.fact, MFARequirement.fact]
    )
}

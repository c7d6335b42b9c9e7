extension Collector {
    static let role = Collector.principal(
        Declaration(
            "iam.role",
            "IAM role",
            service: "iam",
            isGlobal: true,
            list: "GetAccountAuthorizationDetails",
            ["Filter": ["Role"]],
            items: "RoleDetailList",
            id: "RoleName",
            arn: .path("Arn"),
            name: "RoleName",
            tags: .listed("Tags"),
            fields: [
                .init("created", .timestamp, "CreateDate", "when it was made"),
                .init("path", .text, "Path", "where it is filed"),
                .init("trust", .any, "AssumeRolePolicyDocument", "who may assume it", isText: true),
                .init(
                    "attached_policies",
                    .list(.text),
                    "AttachedManagedPolicies[].PolicyArn",
                    "managed policies attached to it"
                ),
                .init(
                    "inline_policies",
                    .any,
                    "RolePolicyList",
                    "its inline policies, each with what it says",
                    documents: "[].PolicyDocument"
                ),
                .init(
                    "instance_profiles",
                    .list(.text),
                    "InstanceProfileList[].Arn",
                    "the instance profiles that carry it"
                ),
                .init(
                    "boundary",
                    .text,
                    "PermissionsBoundary.PermissionsBoundaryArn",
                    "its permissions boundary"
                ),
                .init(
                    "last_used",
                    .timestamp,
                    "RoleLastUsed.LastUsedDate",
                    "when it was last assumed"
                ),
            ]
        ),
        inline: "RolePolicyList",
        facts: [Privilege.fact, Escalations.fact] + PolicyExposure.facts(.trust),
        elements: [PolicyExposure.element]
    )
}

extension Collector {
    static let group = Collector.principal(
        Declaration(
            "iam.group",
            "IAM group",
            service: "iam",
            isGlobal: true,
            list: "GetAccountAuthorizationDetails",
            ["Filter": ["Group"]],
            items: "GroupDetailList",
            id: "GroupName",
            arn: .path("Arn"),
            name: "GroupName",
            fields: [
                .init("created", .timestamp, "CreateDate", "when it was made"),
                .init(
                    "attached_policies",
                    .list(.text),
                    "AttachedManagedPolicies[].PolicyArn",
                    "managed policies attached to it"
                ),
                .init(
                    "inline_policies",
                    .any,
                    "GroupPolicyList",
                    "its inline policies, each with what it says",
                    documents: "[].PolicyDocument"
                ),
            ]
        ),
        inline: "GroupPolicyList",
        facts: [Privilege.fact, Escalations.fact]
    )
}

extension Collector {
    static let policy = Collector(
        Declaration(
            "iam.policy",
            "IAM policy of the account",
            service: "iam",
            isGlobal: true,
            list: "GetAccountAuthorizationDetails",
            ["Filter": ["LocalManagedPolicy"]],
            items: "Policies",
            id: "Arn",
            arn: .path("Arn"),
            name: "PolicyName",
            fields: [
                .init("created", .timestamp, "CreateDate", "when it was made"),
                .init("attachments", .int, "AttachmentCount", "how often it is attached"),
                .init("default_version", .text, "DefaultVersionId", "the version in force"),
                .init("versions", .any, "PolicyVersionList", "its versions, as AWS gives them"),
            ]
        )
    )
}

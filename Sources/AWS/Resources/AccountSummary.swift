extension Collector {
    static let accountSummary = Collector(
        Declaration(
            "iam.account-summary",
            "IAM summary of the account",
            service: "iam",
            isGlobal: true,
            list: "GetAccountSummary",
            items: "SummaryMap",
            fields: [
                .init(
                    "root_mfa",
                    .int,
                    "AccountMFAEnabled",
                    "1 where the root user has a second factor"
                ),
                .init(
                    "root_keys",
                    .int,
                    "AccountAccessKeysPresent",
                    "access keys of the root user"
                ),
                .init("users", .int, "Users", "IAM users"),
            ]
        )
    )
}

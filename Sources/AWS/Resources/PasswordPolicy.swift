extension Collector {
    static let passwordPolicy = Collector(
        Declaration(
            "iam.password-policy",
            "Password policy of the account",
            service: "iam",
            isGlobal: true,
            list: "GetAccountPasswordPolicy",
            items: "PasswordPolicy",
            fields: [
                .init("min_length", .int, "MinimumPasswordLength", "characters at least"),
                .init(
                    "reuse_prevention",
                    .int,
                    "PasswordReusePrevention",
                    "old passwords that cannot be used again"
                ),
                .init("max_age_days", .int, "MaxPasswordAge", "days until a password ends"),
                .init("symbols", .flag, "RequireSymbols", "needs a symbol"),
                .init("numbers", .flag, "RequireNumbers", "needs a digit"),
                .init("upper_case", .flag, "RequireUppercaseCharacters", "needs a capital"),
                .init("lower_case", .flag, "RequireLowercaseCharacters", "needs a small letter"),
            ]
        )
    )
}

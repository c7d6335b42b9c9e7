extension Collector {
    static let securityContact = Collector(
        Declaration(
            "account.security-contact",
            "Security contact of the account",
            service: "account",
            isGlobal: true,
            list: "GetAlternateContact",
            ["AlternateContactType": "SECURITY"],
            items: "AlternateContact",
            fields: [
                .init("email", .text, "EmailAddress", "its address"),
                .init("phone", .text, "PhoneNumber", "its number"),
            ]
        )
    )
}

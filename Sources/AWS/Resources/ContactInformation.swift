extension Collector {
    static let contactInformation = Collector(
        Declaration(
            "account.contact-information",
            "Contact of the account",
            service: "account",
            isGlobal: true,
            list: "GetContactInformation",
            items: "ContactInformation",
            fields: [
                .init("company", .text, "CompanyName", "who owns it"),
                .init("phone", .text, "PhoneNumber", "its number"),
                .init("country", .text, "CountryCode", "where it is"),
            ]
        )
    )
}

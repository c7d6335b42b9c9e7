extension Collector {
    static let samlProvider = Collector(
        Declaration(
            "iam.saml-provider",
            "SAML provider",
            service: "iam",
            isGlobal: true,
            list: "ListSAMLProviders",
            items: "SAMLProviderList",
            id: "Arn",
            one: .listing("one call lists all"),
            arn: .path("Arn"),
            fields: [
                .init("created", .timestamp, "CreateDate", "when it was made"),
                .init("expires", .timestamp, "ValidUntil", "when its metadata end"),
            ]
        )
    )
}

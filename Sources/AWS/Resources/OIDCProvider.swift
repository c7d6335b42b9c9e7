extension Collector {
    static let oidcProvider = Collector(
        Declaration(
            "iam.oidc-provider",
            "OpenID Connect provider",
            service: "iam",
            isGlobal: true,
            list: "ListOpenIDConnectProviders",
            items: "OpenIDConnectProviderList",
            id: "Arn",
            one: .listing("one call lists all"),
            arn: .path("Arn"),
            fields: [
                .init("provider", .text, "Arn", "its ARN, which ends with its address")
            ]
        )
    )
}

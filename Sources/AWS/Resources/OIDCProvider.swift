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
            arn: .path("Arn"),
            fields: [
                .init("provider", .text, "Arn", "its ARN, which ends with its address")
            ]
        )
    )
}

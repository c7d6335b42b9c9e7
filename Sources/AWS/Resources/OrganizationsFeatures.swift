extension Collector {
    static let organizationsFeatures = Collector(
        Declaration(
            "iam.organizations-features",
            "Central root access",
            service: "iam",
            isGlobal: true,
            list: "ListOrganizationsFeatures",
            items: "",
            fields: [
                .init(
                    "features",
                    .list(.text),
                    "EnabledFeatures",
                    "RootCredentialsManagement, RootSessions"
                ),
                .init("organization", .text, "OrganizationId", "the organization"),
            ]
        )
    )
}

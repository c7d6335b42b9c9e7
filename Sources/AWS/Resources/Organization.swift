extension Collector {
    static let organization = Collector(
        Declaration(
            "organizations.organization",
            "The organization of the account",
            service: "organizations",
            isGlobal: true,
            list: "DescribeOrganization",
            items: "Organization",
            fields: [
                .init("organization", .text, "Id", "its id"),
                .init("management", .text, "MasterAccountId", "its management account"),
                .init("features", .text, "FeatureSet", "ALL or CONSOLIDATED_BILLING"),
            ]
        )
    )
}

extension Collector {
    static let distribution = Collector(
        Declaration(
            "cloudfront.distribution",
            "CloudFront distribution",
            service: "cloudfront",
            isGlobal: true,
            list: "ListDistributions",
            items: "DistributionList.Items",
            id: "Id",
            one: .listing("GetDistribution tells the same in another form"),
            arn: .path("ARN"),
            tags: .read(
                .init("tags", "ListTagsForResource", ["Resource": "ARN"], []),
                "Tags.Items"
            ),
            fields: [
                .init("enabled", .flag, "Enabled", "whether it answers"),
                .init("domain", .text, "DomainName", "its name in DNS, as CloudFront gives it"),
                .init(
                    "aliases",
                    .list(.text),
                    "Aliases.Items",
                    "the names that it answers to beside"
                ),
                .init(
                    "web_acl",
                    .text,
                    "WebACLId",
                    "the web ACL that guards it: of WAFv2 an ARN, of WAF Classic an id; empty "
                        + "where there is none"
                ),
                .init(
                    "origins",
                    .any,
                    "Origins.Items",
                    "where it gets what it answers, as AWS gives it"
                ),
            ]
        )
    )
}

extension Collector {
    static let webACL = Collector(
        Declaration(
            "wafv2.web-acl",
            "Web ACL of the region",
            service: "wafv2",
            list: "ListWebACLs",
            ["Scope": "REGIONAL"],
            items: "WebACLs",
            id: "Id",
            one: .listing("AWS asks for the name beside the id"),
            arn: .path("ARN"),
            name: "Name",
            fields: [],
            attributes: [
                .init(
                    "rules",
                    "GetWebACL",
                    ["Id": "Id", "Name": "Name"],
                    constants: ["Scope": "REGIONAL"],
                    [
                        .init("rules", .any, "WebACL.Rules", "its rules, as AWS gives them"),
                        .init(
                            "default_action",
                            .any,
                            "WebACL.DefaultAction",
                            "what happens to the rest"
                        ),
                    ]
                ),
                .init(
                    "resources",
                    "ListResourcesForWebACL",
                    ["WebACLArn": "ARN"],
                    [
                        .init(
                            "resources",
                            .list(.text),
                            "ResourceArns",
                            "the load balancers that it guards"
                        )
                    ]
                ),
            ]
        )
    )
}

extension Collector {
    static let hostedZone = Collector(
        Declaration(
            "route53.hosted-zone",
            "Hosted zone",
            service: "route53",
            isGlobal: true,
            list: "ListHostedZones",
            items: "HostedZones",
            id: "Id",
            one: .call("GetHostedZone", ["Id": .afterLastSlash], item: "HostedZone"),
            name: "Name",
            fields: [
                .init("private", .flag, "Config.PrivateZone", "whether only VPCs see it"),
                .init("records", .int, "ResourceRecordSetCount", "how many records it has"),
            ]
        )
    )
}

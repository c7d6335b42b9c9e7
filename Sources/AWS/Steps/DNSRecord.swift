import Document
import Guardrails

/// A record of a public hosted zone, as sweeps have seen it.
struct DNSRecord: Sendable, Hashable {
    let account: String
    /// Without `/hostedzone/`.
    let zone: String
    /// In small letters, without the dot at the end.
    let name: String
    let type: String
    /// What tells it from others of its name and type; nil: there are no others.
    let set: String?
    /// How Route 53 chooses among those: weighted, latency, failover and so on.
    let policy: String
    /// Nil of an alias.
    let ttl: Int64?
    /// What it answers, or what it stands for.
    let targets: [String]
    let isAlias: Bool

    /// Nil of a zone that only VPCs see, and of what has no address in the end.
    init?(_ record: Resource) {
        guard record.name.type == "route53.record", record.document["private"]?.bool != true,
            let type = record.text("type"), ["A", "AAAA", "CNAME"].contains(type),
            let name = record.name.name, let zone = record.text("zone")
        else { return nil }
        account = record.name.account
        self.zone = zone.split(separator: "/").last.map(String.init) ?? zone
        self.name = Self.canonical(name)
        self.type = type
        let aws = record.document["aws"]
        set = aws?["SetIdentifier"]?.string
        policy = Self.policy(aws)
        ttl = aws?["TTL"]?.int
        if let alias = record.text("alias") {
            isAlias = true
            targets = [Self.canonical(alias)]
        } else {
            isAlias = false
            targets = record.texts("values").map(Self.canonical)
        }
    }

    /// Names are the same in capitals and with the dot of the root; Route 53 writes `*` as `\052`, and
    /// the console prefixes a load balancer's name with `dualstack.` (Amazon Route 53 Developer Guide,
    /// "Values specific for alias records").
    static func canonical(_ name: String) -> String {
        var name = name.lowercased().replacing(#"\052"#, with: "*")
        if name.hasSuffix(".") { name.removeLast() }
        if name.hasPrefix("dualstack.") { name.removeFirst("dualstack.".count) }
        return name
    }

    private static func policy(_ aws: JSON?) -> String {
        let signs = [
            ("Weight", "weighted"), ("Region", "latency"), ("Failover", "failover"),
            ("GeoLocation", "geolocation"), ("GeoProximityLocation", "geoproximity"),
            ("CidrRoutingConfig", "ip-based"), ("MultiValueAnswer", "multivalue"),
        ]
        return signs.first { aws?[$0.0].map { !$0.isNull } ?? false }?.1 ?? "simple"
    }
}

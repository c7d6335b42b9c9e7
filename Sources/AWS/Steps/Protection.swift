import Document
import Guardrails

/// Whether a web application firewall stands before a public server.
enum Protection: Sendable, Hashable {
    /// By whom: `wafv2` or a provider's name; and what: the web ACL, or the name that leads there.
    case guarded(by: String, what: String)
    case none
    /// Why nobody can tell.
    case unknown(String)

    /// - Parameters:
    ///   - acls: what is known of web ACLs, of each account and region.
    ///   - records: of all zones.
    init(of server: PublicServer, acls: KnownResources, records: [String: [DNSRecord]]) {
        switch server.kind {
        case .application: self = Self.ofBalancer(server, acls)
        case .distribution:
            let acl = server.webACL ?? ""
            self = acl.isEmpty ? Self.byName(server, records) : .guarded(by: "wafv2", what: acl)
        // AWS WAF guards neither (AWS WAF Developer Guide, "Resources that you can protect").
        case .instance, .network, .classic: self = .none
        }
    }

    private static func ofBalancer(_ server: PublicServer, _ acls: KnownResources) -> Protection {
        let here = acls.of("wafv2.web-acl").filter {
            $0.name.account == server.account && $0.name.region == server.region
        }
        let arn = server.arn ?? server.id
        if let acl = here.first(where: { $0.texts("resources").contains(arn) }) {
            return .guarded(by: "wafv2", what: acl.name.name ?? acl.name.id)
        }
        let type = "wafv2.web-acl"
        let place = KnownResources.place(type, server.account, server.region)
        if let gap = acls.gaps[place] ?? acls.gaps[type] {
            return .unknown("web ACLs: \(gap.summary)")
        }
        if let acl = here.first(where: { $0.unread["resources"] != nil }) {
            let gap = acl.unread["resources"]
            return .unknown("what \(acl.name.name ?? acl.name.id) guards: \(gap?.summary ?? "")")
        }
        return .none
    }

    /// A distribution answers to names that may lead to a provider, which asks the distribution.
    private static func byName(
        _ server: PublicServer,
        _ records: [String: [DNSRecord]]
    ) -> Protection {
        for alias in server.aliases.map(DNSRecord.canonical) {
            let targets = (records[alias] ?? []).flatMap(\.targets)
            let owners = targets.compactMap { KnownProvider.owner(of: $0) }
            // Where one answer of several leads elsewhere, so does a part of the requests.
            if let owner = owners.first, owners.count == targets.count {
                return .guarded(by: owner.name, what: alias)
            }
        }
        return .none
    }
}

import Document
import Policy

/// The rules of a security group by which the web's ports are reached.
struct OriginRules {
    private static let ports: Set<Int64> = [80, 443]

    /// `rules`: let everybody in on one of the ports alone; `wide`: let everybody in on one of them and
    /// others; `known`: let the firewall in on one of them. Who else gets in is aside.
    let image: JSON

    init(_ context: ActionContext, _ read: [JSON]) {
        let networks = Set(KnownNetworks(context.texts("networks")).texts())
        let rules = read.filter { $0["IsEgress"]?.bool != true }.map(IngressRule.kept)
            .map(IngressRule.init).filter(Self.isOfWeb).sorted { $0.key < $1.key }
        let world = rules.filter(Self.isOfEverybody)
        let known = rules.filter { rule in
            Self.isOfOnePort(rule) && rule.network.map(networks.contains) == true
        }
        let others = rules.map(\.key).filter { key in !(world + known).contains { $0.key == key } }
        image = [
            "rules": .array(world.filter(Self.isOfOnePort).map(\.item)),
            "wide": .list(world.filter { !Self.isOfOnePort($0) }.map(\.key)),
            "known": .array(known.map(\.item)), "aside": ["beside": .list(others)],
        ]
    }

    /// Providers have networks of IPv6 that are wider than those of others: Imperva a /29.
    @Sendable static func problem(_ networks: JSON) -> String? {
        for text in networks.texts {
            guard let network = Network(text) else { return "'\(text)' is not a network" }
            let narrowest = network.isIPv6 ? 20 : 8
            if network.prefixLength < narrowest {
                return "\(text) is no firewall's: it is too wide"
            }
        }
        return nil
    }

    private static func isOfWeb(_ rule: IngressRule) -> Bool {
        let item = rule.item
        guard item["IpProtocol"]?.string != "-1" else { return true }
        guard item["IpProtocol"]?.string == "tcp", let from = item["FromPort"]?.int,
            let to = item["ToPort"]?.int
        else { return false }
        return ports.contains { (from...max(from, to)).contains($0) }
    }

    private static func isOfOnePort(_ rule: IngressRule) -> Bool {
        rule.item["IpProtocol"]?.string == "tcp" && rule.item["FromPort"] == rule.item["ToPort"]
    }

    /// Half of the internet is hardly somebody's network.
    private static func isOfEverybody(_ rule: IngressRule) -> Bool {
        guard let network = rule.network.flatMap({ Network($0) }) else { return false }
        return network.prefixLength < (network.isIPv6 ? 7 : 8)
    }

    static func plan(_ context: ActionContext, _ before: JSON) -> ActionPlan {
        let texts = context.texts("networks")
        if texts.isEmpty { return .refused("no network is known") }
        if let problem = problem(.list(texts)) { return .refused(problem) }
        let known = KnownNetworks(texts)
        let wide = before["wide"]?.texts ?? []
        guard wide.isEmpty else {
            return .refused(
                "\(wide.joined(separator: ", ")) lets everybody in on more than the web"
            )
        }
        let rules = (before["rules"]?.array ?? []).map(IngressRule.init)
        guard !rules.isEmpty else { return .alreadyRight }
        var then = (before["known"]?.array ?? []).map(IngressRule.init)
        var calls: [ActionCall] = []
        for rule in rules {
            if let reason = rule.whyItCouldNotBePutBack { return .refused(reason) }
            let isIPv6 = rule.item["CidrIpv6"] != nil
            let present = then.map(\.key)
            let added = known.texts { $0.isIPv6 == isIPv6 }
                .map { ($0, IngressRule(rule.with(network: $0))) }
                .filter { !present.contains($0.1.key) }
            if !added.isEmpty { calls.append(rule.authorize(networks: added.map(\.0))) }
            calls.append(rule.revoke)
            then += added.map(\.1)
        }
        let sorted = then.sorted { $0.key < $1.key }.map(\.item)
        return .calls(calls, after: ["rules": [], "wide": [], "known": .array(sorted)])
    }

    /// First everybody gets in again, then what was added is revoked.
    static func undo(_ before: JSON, _ after: JSON) -> [ActionCall] {
        let rules = { (image: JSON, name: String) in
            (image[name]?.array ?? []).map(IngressRule.init)
        }
        let back = Set(rules(after, "rules").map(\.key))
        let old = Set(rules(before, "known").map(\.key))
        let again = rules(before, "rules").filter { !back.contains($0.key) }
        let added = rules(after, "known").filter { !old.contains($0.key) }
        let revoked = added.first.map { IngressRule.revoke(added.map(\.id), of: $0.group) }
        return again.map(\.authorizeAgain) + [revoked].compactMap(\.self)
    }
}

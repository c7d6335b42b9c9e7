import Document
import Guardrails
import Policy

/// Whether the internet reaches the web's ports of something in a VPC, by what guards it there: its
/// security groups, its subnet's route to an internet gateway, and the subnet's network ACL.
///
/// What answers go back through is not looked at: a web server that cannot answer is a rare mistake, and
/// would be found in vain, not missed.
struct WebReach: Sendable {
    static let ports = [80, 443]
    private static let tcp = 6...6

    let place: KnownPlace

    /// The rules of all groups together. Unknown names the groups that nobody read.
    func groupsLetIn(_ ids: [String], ports: [Int] = Self.ports) -> Kleene {
        let known = place.of("ec2.security-group").filter { ids.contains($0.name.id) }
        let rules = known.flatMap { $0.document["ingress"]?.array ?? [] }.compactMap(\.object)
            .map { RuleCoverage($0, .ingress) }
        let together = RulesTogether(rules)
        var isUnknown = false
        for port in ports {
            for rule in rules {
                switch together.isWorld(rule, Self.tcp, port) {
                case true?: return .yes
                case nil: isUnknown = true
                case false?: break
                }
            }
        }
        let missing = Set(ids).subtracting(known.map(\.name.id))
        if !missing.isEmpty { return .unknown(Set(missing.map { "the rules of \($0)" })) }
        return isUnknown ? .unknown(["what is in the prefix lists of its groups"]) : .no
    }

    /// Whether the subnet sends what is meant for the internet to an internet gateway. A subnet that
    /// no table names uses the main one of its VPC (Amazon VPC User Guide, "Subnet route tables").
    func subnetIsPublic(_ subnet: String, vpc: String?, isIPv6: Bool) -> Kleene {
        let tables = place.of("ec2.route-table")
        let named = tables.first { $0.texts("subnets").contains(subnet) }
        // Where the tables are not all known, the one that names the subnet may be missing.
        let main = place.gap("ec2.route-table") == nil ? tables.first { $0.isMain(of: vpc) } : nil
        guard let table = named ?? main else { return .unknown(["the routes of \(subnet)"]) }
        let routes = table.document["routes"]?.array ?? []
        return Kleene(routes.contains { Self.leadsOut($0, isIPv6: isIPv6) })
    }

    private static func leadsOut(_ route: JSON, isIPv6: Bool) -> Bool {
        let member = isIPv6 ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock"
        return route[member]?.string.flatMap { Network($0) }?.prefixLength == 0
            && route["GatewayId"]?.string?.hasPrefix("igw-") == true
            && route["State"]?.string != "blackhole"
    }

    /// Whether the subnet's network ACL lets the internet in, by the first entry that is about the port
    /// and everybody (Amazon VPC User Guide, "Network ACL basics").
    func networkACLLetsIn(_ subnet: String, isIPv6: Bool) -> Kleene {
        let acls = place.of("ec2.network-acl")
        guard let acl = acls.first(where: { $0.texts("subnets").contains(subnet) }) else {
            return .unknown(["the network ACL of \(subnet)"])
        }
        let entries = (acl.document["entries"]?.array ?? []).filter { $0["Egress"]?.bool != true }
            .sorted { ($0["RuleNumber"]?.int ?? .max) < ($1["RuleNumber"]?.int ?? .max) }
        return Kleene(
            Self.ports.contains { port in
                let decides = entries.first { Self.isAbout($0, port, isIPv6: isIPv6) }
                return decides?["RuleAction"]?.string == "allow"
            }
        )
    }

    /// An entry for a part of the internet decides nothing of the rest.
    private static func isAbout(_ entry: JSON, _ port: Int, isIPv6: Bool) -> Bool {
        let network = entry[isIPv6 ? "Ipv6CidrBlock" : "CidrBlock"]?.string.flatMap { Network($0) }
        guard let network, NetworkSet([network]).isInternet else { return false }
        switch entry["Protocol"]?.string {
        case "-1": return true
        case "6":
            guard let range = entry["PortRange"], let from = range["From"]?.int,
                let to = range["To"]?.int
            else { return true }
            return from <= port && port <= to
        default: return false
        }
    }
}

extension Resource {
    fileprivate func isMain(of vpc: String?) -> Bool {
        guard let vpc, text("vpc") == vpc else { return false }
        let associations = document["aws"]?["Associations"]?.array ?? []
        return associations.contains { $0["Main"]?.bool == true }
    }
}

import Document
import Guardrails

/// Something that the internet reaches on the web's ports, or may.
struct PublicServer: Sendable, Hashable {
    enum Kind: String, Sendable, CaseIterable {
        case instance, application, network, classic, distribution

        var type: String {
            switch self {
            case .instance: "ec2.instance"
            case .application, .network: "elbv2.load-balancer"
            case .classic: "elb.load-balancer"
            case .distribution: "cloudfront.distribution"
            }
        }
    }

    let kind: Kind
    let account: String
    let region: String
    let id: String
    var arn: String?
    var name: String?
    /// The name that AWS gives it in DNS.
    var dns: String?
    /// Those on the internet.
    var addresses: [String] = []
    /// The names that a distribution answers to.
    var aliases: [String] = []
    /// The security groups that guard it.
    var groups: [String] = []
    /// The web ACL of a distribution; empty: none.
    var webACL: String?
    /// What nobody knows, so that the internet may not reach it after all.
    var unknown: [String] = []

    init(_ kind: Kind, _ resource: Resource) {
        self.kind = kind
        (account, region, id) = (resource.name.account, resource.name.region, resource.name.id)
        (arn, name) = (resource.name.arn, resource.name.name)
    }
}

extension PublicServer {
    var json: JSON {
        var members: Object = [
            "kind": .string(kind.rawValue), "type": .string(kind.type),
            "account": .string(account), "region": .string(region), "id": .string(id),
            "addresses": .list(addresses), "aliases": .list(aliases), "groups": .list(groups),
            "unknown": .list(unknown),
        ]
        let texts = [("arn", arn), ("name", name), ("dns", dns), ("web_acl", webACL)]
        for (member, text) in texts { members[member] = text.map { .string($0) } }
        return .object(members)
    }

    /// What an earlier step answered; nil where it is nothing of the sort.
    init?(_ json: JSON) {
        guard let kind = json["kind"]?.string.flatMap({ Kind(rawValue: $0) }),
            let account = json["account"]?.string, let region = json["region"]?.string,
            let id = json["id"]?.string
        else { return nil }
        (self.kind, self.account, self.region, self.id) = (kind, account, region, id)
        (arn, name, dns) = (json["arn"]?.string, json["name"]?.string, json["dns"]?.string)
        webACL = json["web_acl"]?.string
        addresses = json["addresses"]?.texts ?? []
        aliases = json["aliases"]?.texts ?? []
        groups = json["groups"]?.texts ?? []
        unknown = json["unknown"]?.texts ?? []
    }

    /// As people and later steps tell it from others.
    var key: [String] { [account, region, kind.rawValue, id] }
}

extension StepContext {
    /// Nil where one of them is not what ``PublicServer/json`` wrote.
    func servers(_ input: String) -> [PublicServer]? {
        let given = inputs[input]?.array ?? []
        let read = given.compactMap { PublicServer($0) }
        return read.count == given.count ? read : nil
    }
}

import Document
import Guardrails

/// What somebody means by a text, among resources that AWS has just listed: as `parapet.find_target` finds it
/// among those that sweeps have seen.
public enum LiveTarget {
    public struct Candidate: Sendable, Hashable {
        public let resource: Resource
        /// What of it is the text, such as `its private address`.
        public let why: String
    }

    /// In the order of their accounts, regions and ids.
    public static func candidates(_ text: String, among resources: [Resource]) -> [Candidate] {
        resources.compactMap { resource in
            why(text, resource).map { Candidate(resource: resource, why: $0) }
        }.sorted { one, other in
            let (one, other) = (one.resource.name, other.resource.name)
            return (one.account, one.region, one.id) < (other.account, other.region, other.id)
        }
    }

    private static func why(_ text: String, _ resource: Resource) -> String? {
        let name = resource.name
        if name.id == text { return "its id" }
        if name.arn == text { return "its ARN" }
        if name.name == text { return "its name" }
        if ["route53.hosted-zone", "route53.record"].contains(name.type), let own = name.name,
            RecordSets.canonical(own) == RecordSets.canonical(text)
        {
            return "its name"
        }
        if let (key, value) = tag(text), resource.document["tags"]?[key]?.string == value {
            return "its tag"
        }
        guard name.type == "ec2.instance" else { return nil }
        let document = resource.document
        if document["private_ip"]?.string == text { return "its private address" }
        if document["public_ip"]?.string == text { return "its address on the internet" }
        for interface in document["aws"]?["NetworkInterfaces"]?.array ?? []
        where addresses(interface).contains(text) {
            return "an address of its interface \(interface["NetworkInterfaceId"]?.string ?? "")"
        }
        let names = ["PublicDnsName", "PrivateDnsName"].compactMap {
            document["aws"]?[$0]?.string?.lowercased()
        }
        return names.contains(text.lowercased()) ? "its DNS name" : nil
    }

    private static func tag(_ text: String) -> (key: String, value: String)? {
        guard text.hasPrefix("tag:"), let place = text.firstIndex(of: "=") else { return nil }
        let key = text[text.index(text.startIndex, offsetBy: 4)..<place]
        return (String(key), String(text[text.index(after: place)...]))
    }

    private static func addresses(_ interface: JSON) -> [String] {
        let own = interface["PrivateIpAddresses"]?.array ?? []
        return own.flatMap { address in
            [address["PrivateIpAddress"]?.string, address["Association"]?["PublicIp"]?.string]
        }.compactMap(\.self)
            + (interface["Ipv6Addresses"]?.array ?? []).compactMap { $0["Ipv6Address"]?.string }
    }
}

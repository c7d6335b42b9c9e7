import Document
import Guardrails

extension Resource {
    /// As the inventory has it, with what it is called.
    var stepDocument: JSON {
        var members = document
        members["id"] = .string(name.id)
        members["arn"] = name.arn.map { .string($0) }
        members["name"] = name.name.map { .string($0) }
        return .object(members)
    }

    func texts(_ field: String) -> [String] { document[field]?.texts ?? [] }

    func text(_ field: String) -> String? { document[field]?.string }
}

extension KnownResources {
    func interfaces(of instance: Resource) -> [Resource] {
        of("ec2.network-interface").filter { $0.text("instance") == instance.name.id }
    }

    func volumes(of instance: Resource) -> [Resource] {
        of("ec2.volume").filter { $0.texts("instances").contains(instance.name.id) }
    }

    /// The groups on any of its interfaces.
    func groups(of instance: Resource) -> [Resource] {
        let ids = Set(groupIDs(of: instance))
        return of("ec2.security-group").filter { ids.contains($0.name.id) }
    }

    func groupIDs(of instance: Resource) -> [String] {
        let all = [instance] + interfaces(of: instance)
        return Set(all.flatMap { $0.texts("security_groups") }).sorted()
    }

    /// Those by which it can be reached, inside and outside, of both families.
    func addresses(of instance: Resource) -> [String] {
        let fields = ["public_ip", "private_ip"]
        let own = fields.compactMap { instance.text($0) }
        let others = interfaces(of: instance).flatMap { interface in
            [interface.text("public_ip")].compactMap(\.self)
                + Self.paths.flatMap {
                    $0.value(in: interface.document["aws"] ?? .null)?.texts ?? []
                }
        }
        return Set(own + others).sorted()
    }

    private static let paths = [
        DocumentPath("PrivateIpAddresses[].PrivateIpAddress"),
        DocumentPath("PrivateIpAddresses[].Association.PublicIp"),
        DocumentPath("Ipv6Addresses[].Ipv6Address"),
    ]

    /// AWS's own names of it in DNS.
    func hostNames(of instance: Resource) -> [String] {
        let aws = instance.document["aws"]
        let own = ["PublicDnsName", "PrivateDnsName"].compactMap { aws?[$0]?.string }
        return Set(own.filter { !$0.isEmpty }).sorted()
    }

    func isOnInternet(_ instance: Resource) -> Bool {
        ([instance] + interfaces(of: instance)).contains { $0.text("public_ip") != nil }
    }
}

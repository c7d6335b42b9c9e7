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

    /// The groups on any of its interfaces.
    func groups(of instance: Resource) -> [Resource] {
        let ids = Set(groupIDs(of: instance))
        return of("ec2.security-group").filter { ids.contains($0.name.id) }
    }

    func groupIDs(of instance: Resource) -> [String] {
        let all = [instance] + interfaces(of: instance)
        return Set(all.flatMap { $0.texts("security_groups") }).sorted()
    }

    /// Those from which it can be reached, inside and outside.
    func addresses(of instance: Resource) -> [String] {
        let fields = ["public_ip", "private_ip"]
        let own = fields.compactMap { instance.text($0) }
        let others = interfaces(of: instance).compactMap { $0.text("public_ip") }
        return Set(own + others).sorted()
    }

    func isOnInternet(_ instance: Resource) -> Bool {
        ([instance] + interfaces(of: instance)).contains { $0.text("public_ip") != nil }
    }
}

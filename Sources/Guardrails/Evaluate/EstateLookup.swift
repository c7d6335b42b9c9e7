/// One resource that a guardrail asks for by a name that no other has, in whichever account it is.
public struct EstateLookup: Sendable, Hashable {
    public enum Name: Sendable, Hashable {
        case arn(String)
        case id(String)
    }

    /// The name of its type.
    public let type: String
    public let name: Name
    /// The account that it is in; nil where its name does not tell.
    public let account: String?
    /// The region of the scope that has it; nil where its name does not tell.
    public let region: String?

    public init(type: String, name: Name, account: String?, region: String?) {
        self.type = type
        self.name = name
        self.account = account
        self.region = region
    }
}

extension EstateLookup {
    /// By its ARN, which tells the account and the region of most; nil for a text that is none, which
    /// nothing has.
    ///
    /// Source: "Identify AWS resources with Amazon Resource Names (ARNs)".
    init?(arn: String, of type: ResourceType) {
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        self.init(
            type: type.name,
            name: .arn(arn),
            account: parts[4].isEmpty ? nil : String(parts[4]),
            region: type.isGlobal ? Scope.global : parts[3].isEmpty ? nil : String(parts[3])
        )
    }
}

extension Guardrail {
    /// What it has to know of the estate to judge one of its resources; nothing where the resource
    /// itself does not tell.
    public func lookups(of resource: Resource) -> Set<EstateLookup> {
        var found: Set<EstateLookup> = []
        for related in related where related.reach == .estate {
            if case .success(let lookups) = related.lookups(of: resource, type) {
                found.formUnion(lookups)
            }
        }
        return found
    }
}

extension Guardrail.Related {
    /// What would match, by the resource's own fields; why they are not known where they are not.
    func lookups(of resource: Resource, _ own: ResourceType) -> Result<[EstateLookup], Gap> {
        for condition in match {
            if let attribute = condition.ownAttribute, let gap = resource.unread[attribute] {
                return .failure(gap)
            }
        }
        let texts = { (field: String) -> [String]? in
            match.first { $0.field == field }.map { resource.texts($0.own, own) }
        }
        if let arns = texts("arn") {
            return .success(arns.compactMap { EstateLookup(arn: $0, of: type) })
        }
        let accounts = texts("account")?.map { Optional($0) } ?? [nil]
        let regions =
            type.isGlobal ? [Scope.global] : texts("region")?.map { Optional($0) } ?? [nil]
        return .success(
            (texts("id") ?? []).flatMap { id in
                accounts.flatMap { account in
                    regions.map {
                        EstateLookup(type: type.name, name: .id(id), account: account, region: $0)
                    }
                }
            }
        )
    }
}

/// Which resource of an account, whatever it is called besides.
public struct ResourceKey: Sendable, Hashable {
    /// A catalogue type, such as `ec2.security-group`.
    public let type: String
    /// The region the resource lives in, or ``Scope/global``.
    public let region: String
    public let id: String

    public init(type: String, region: String, id: String) {
        self.type = type
        self.region = region
        self.id = id
    }

    public init(_ name: ResourceName) {
        self.init(type: name.type, region: name.region, id: name.id)
    }

    public init(_ finding: Finding.Identity) {
        self.init(type: finding.type, region: finding.region, id: finding.resource)
    }
}

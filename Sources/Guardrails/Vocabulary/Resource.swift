import Document

/// What a resource is called: the part of a finding's identity that comes from AWS.
public struct ResourceName: Sendable, Hashable {
    /// A catalogue type, such as `ec2.security-group`.
    public let type: String
    public let account: String
    /// The region the resource lives in, or ``Scope/global``. A bucket has its own region.
    public let region: String
    public let id: String
    public let arn: String?
    public let name: String?

    public init(
        type: String,
        account: String,
        region: String,
        id: String,
        arn: String? = nil,
        name: String? = nil
    ) {
        self.type = type
        self.account = account
        self.region = region
        self.id = id
        self.arn = arn
        self.name = name
    }
}

/// A resource as collected: its document in the catalogue's shape, and what could not be read.
public struct Resource: Sendable, Hashable {
    public let name: ResourceName
    /// The catalogue's fields, and `aws` with the members by their AWS names. A field of an
    /// attribute that was not read is missing here and named in ``unread``.
    public var document: Object
    /// Attributes whose read did not answer.
    public var unread: [String: Gap]

    public init(name: ResourceName, document: Object, unread: [String: Gap] = [:]) {
        self.name = name
        self.document = document
        self.unread = unread
    }
}

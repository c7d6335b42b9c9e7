import Document

/// A resource as findings and changes name it.
public struct ResourceRecord: Sendable, Hashable {
    /// A catalogue type, such as `ec2.security-group`.
    public var type: String
    public var id: String
    /// Nil where AWS has none.
    public var arn: String?
    public var name: String?

    public init(type: String, id: String, arn: String? = nil, name: String? = nil) {
        self.type = type
        self.id = id
        self.arn = arn
        self.name = name
    }

    init(_ members: Members) throws(RecordFailure) {
        type = try members.text("type")
        id = try members.text("id")
        arn = try members.optionalText("arn")
        name = try members.optionalText("name")
    }

    public var json: JSON {
        [
            "type": .string(type), "id": .string(id), "arn": .optional(arn),
            "name": .optional(name),
        ]
    }
}

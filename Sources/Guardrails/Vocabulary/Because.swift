import Document

/// One reason for a verdict. Never moves with the clock or with the order of a list.
public struct Because: Sendable, Hashable {
    /// For people: `tcp 22 from 0.0.0.0/0`.
    public let text: String
    /// Where in the resource's document: `ingress`.
    public let path: String
    /// The request that is let in, for what policies allow.
    public let witness: JSON?

    public init(text: String, path: String, witness: JSON? = nil) {
        self.text = text
        self.path = path
        self.witness = witness
    }

    /// Without a witness where there is none.
    public var json: JSON {
        var json: Object = ["text": .string(text), "path": .string(path)]
        json["witness"] = witness
        return .object(json)
    }
}

extension Because: Comparable {
    public static func < (left: Because, right: Because) -> Bool {
        (left.path, left.text) < (right.path, right.text)
    }
}

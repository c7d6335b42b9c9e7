import Document

/// One reason for a verdict. Never moves with the clock or with the order of a list.
public struct Because: Sendable, Hashable {
    /// For people: `tcp 22 from 0.0.0.0/0`.
    public let text: String
    /// Where in the resource's document: `ingress`.
    public let path: String

    public init(text: String, path: String) {
        self.text = text
        self.path = path
    }

    public var json: JSON { ["text": .string(text), "path": .string(path)] }
}

extension Because: Comparable {
    public static func < (left: Because, right: Because) -> Bool {
        (left.path, left.text) < (right.path, right.text)
    }
}

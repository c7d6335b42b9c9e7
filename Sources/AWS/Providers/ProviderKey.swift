/// What a provider knows a caller by.
public struct ProviderKey: Sendable {
    public let id: String
    public let key: String

    public init(id: String, key: String) {
        self.id = id
        self.key = key
    }

    /// A text that others said, without the key in it.
    func hidden(in text: String) -> String {
        [key, id].filter { $0.count > 3 }.reduce(text) { $0.replacing($1, with: "…") }
    }
}

/// Why there is no key.
public struct ProviderKeyFailure: Error, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    public init(_ text: String) { self.text = text }
}

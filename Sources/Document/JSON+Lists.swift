extension JSON {
    /// Null where there is no text.
    public static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

    public static func list(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

    /// The texts of a list; other members are left out.
    public var texts: [String] { array?.compactMap(\.string) ?? [] }
}

import Document

/// A JSON array for people, written element by element as if it were written whole.
struct JSONArrayText {
    /// Where the array stands in its document; the root is 0.
    let level: Int
    private var isFirst = true

    init(level: Int = 0) { self.level = level }

    mutating func element(_ element: JSON) -> String {
        defer { isFirst = false }
        return (isFirst ? "[\n" : ",\n") + Self.margin(level + 1)
            + element.prettyText(level: level + 1)
    }

    var end: String { isFirst ? "[]" : "\n" + Self.margin(level) + "]" }

    private static func margin(_ level: Int) -> String { String(repeating: "  ", count: level) }
}

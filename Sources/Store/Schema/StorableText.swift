import Document

/// JSON as PostgreSQL can hold it: its jsonb refuses U+0000, whoever may write such a text would
/// otherwise keep a whole answer from being stored. It stands as the six characters `\u0000`.
struct StorableText {
    let text: String
    /// Whether anything was written otherwise than it was.
    let isEscaped: Bool

    init(_ value: JSON) {
        let text = value.text
        var bytes: [UInt8] = []
        var isEscaped = false
        var rest = text.utf8[...]
        // JSON writes U+0000 as \u0000 and nothing else so; a backslash before it is one of a pair.
        while let place = rest.firstIndex(of: UInt8(ascii: "\\")) {
            let escape = rest[place...].prefix(6)
            let isNull = escape.elementsEqual(Self.null)
            isEscaped = isEscaped || isNull
            bytes += rest[..<place]
            if isNull { bytes.append(UInt8(ascii: "\\")) }
            let taken = isNull ? escape : escape.prefix(2)
            bytes += taken
            rest = rest[taken.endIndex...]
        }
        self.isEscaped = isEscaped
        self.text = isEscaped ? String(decoding: bytes + rest, as: UTF8.self) : text
    }

    private static let null = Array("\\u0000".utf8)
}

extension JSON {
    /// Compact JSON text, members in their order. A double that is not finite has no JSON form and
    /// is written as null.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Compact JSON as UTF-8.
    public var bytes: [UInt8] {
        var writer = JSONWriter(style: .compact)
        writer.write(self)
        return writer.output
    }

    /// JSON for people: two spaces a level, one member a line, no newline at the end.
    public var prettyText: String { prettyText(level: 0) }

    /// JSON for people, as it stands in a document at a level below its root: its first line is not
    /// indented, the others are.
    public func prettyText(level: Int) -> String {
        var writer = JSONWriter(style: .pretty, level: level)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// Compact JSON with every object's members sorted by name: equal values have equal texts, so
    /// it is what to hash.
    public var canonicalText: String {
        var writer = JSONWriter(style: .canonical)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }
}

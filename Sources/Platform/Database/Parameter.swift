/// A value given to a statement. JSON goes as text.
public enum Parameter: Sendable, Hashable {
    case null
    case text(String)
    case int(Int64)
    case bool(Bool)
    case double(Double)
    case bytes([UInt8])
    case textArray([String])

    /// As PostgreSQL's text format has it. Its texts hold no U+0000, which would end them here: it
    /// stands as the six characters `\u0000`.
    var encoded: String? {
        switch self {
        case .null: nil
        case .text(let value): Self.storable(value)
        case .int(let value): String(value)
        case .bool(let value): value ? "true" : "false"
        case .double(let value): String(value)
        case .bytes(let value): "\\x" + hex(value)
        case .textArray(let values): "{" + values.map(Self.quoted).joined(separator: ",") + "}"
        }
    }

    private static func storable(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return text.split(separator: "\0", omittingEmptySubsequences: false)
            .joined(separator: "\\u0000")
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in storable(text).unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    /// Nil is null.
    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
}

extension Parameter: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}

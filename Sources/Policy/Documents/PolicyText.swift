/// A text of a policy with its wildcards and variables: `arn:aws:s3:::home/${aws:username}/*`.
///
/// Source: IAM User Guide, "IAM policy elements: Variables and tags".
public struct PolicyText: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        /// As it stands in the policy; its wildcards are ones where the text has such.
        case text(String)
        /// Letters that are none of a wildcard's: `${*}`.
        case letter(String)
        case variable(key: String, default: String?)
    }

    /// In bytes; AWS takes no text near it, and what somebody puts there to be slow costs little.
    static let longest = 8_192

    public let text: String
    let parts: [Part]
    let hasWildcards: Bool

    init(_ text: String, hasWildcards: Bool, hasVariables: Bool) {
        self.text = text
        self.hasWildcards = hasWildcards
        parts =
            hasVariables && text.utf8.contains(UInt8(ascii: "$")) ? Self.parts(text) : [.text(text)]
    }

    private init(parts: [Part], hasWildcards: Bool) {
        self.parts = parts
        self.hasWildcards = hasWildcards
        text = parts.map { part in
            switch part {
            case .text(let text), .letter(let text): text
            case .variable(let key, _): "${\(key)}"
            }
        }.joined()
    }

    var hasVariables: Bool {
        parts.contains { if case .variable = $0 { true } else { false } }
    }

    /// With the variables in place whose values are known; the others stay.
    func filled(_ known: [String: String]) -> PolicyText {
        guard hasVariables else { return self }
        return PolicyText(
            parts: parts.map { part in
                guard case .variable(let key, _) = part, let value = known[key] else { return part }
                return .letter(value)
            },
            hasWildcards: hasWildcards
        )
    }

    private static func parts(_ text: String) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "${"),
            let end = rest[start.upperBound...].firstIndex(of: "}")
        {
            if start.lowerBound > rest.startIndex {
                parts.append(.text(String(rest[..<start.lowerBound])))
            }
            parts.append(part(String(rest[start.upperBound..<end])))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty || parts.isEmpty { parts.append(.text(String(rest))) }
        return parts
    }

    /// `aws:username`, `aws:PrincipalTag/team, 'nobody'`, or one of the three letters.
    private static func part(_ name: String) -> Part {
        if ["*", "?", "$"].contains(name) { return .letter(name) }
        let halves = name.split(separator: ",", maxSplits: 1)
        let key = halves.first.map { trimmed($0) } ?? ""
        let fallback = halves.dropFirst().first.map { trimmed($0) }.map { text in
            text.hasPrefix("'") && text.hasSuffix("'") && text.utf8.count > 1
                ? String(text.dropFirst().dropLast()) : text
        }
        return .variable(key: key.lowercased(), default: fallback)
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

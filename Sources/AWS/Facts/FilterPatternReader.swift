import Policy

/// Reads a filter pattern over JSON: `{ ($.a = "x*") && ($.b NOT EXISTS || $.c >= 4) }`. Parentheses
/// bind before `&&`, and that before `||`.
/// Source: CloudWatch Logs User Guide, "Using filter patterns to match terms in JSON log events".
struct FilterPatternReader {
    private enum Token: Hashable {
        case sign(String)
        case word(String)
        case quoted(String)
    }

    private var tokens: ArraySlice<Token>
    private var depth = 0

    private static let deepest = 100

    /// Nil where it is none.
    static func read(_ text: String) -> FilterPattern? {
        guard let tokens = tokens(text), tokens.first == .sign("{"), tokens.last == .sign("}")
        else { return nil }
        var reader = FilterPatternReader(tokens: tokens.dropFirst().dropLast())
        guard let pattern = reader.any(), reader.tokens.isEmpty else { return nil }
        return pattern
    }

    private init(tokens: ArraySlice<Token>) { self.tokens = tokens }

    private mutating func any() -> FilterPattern? {
        guard let patterns = list(of: "||", { $0.all() }) else { return nil }
        return patterns.count == 1 ? patterns[0] : .any(patterns)
    }

    private mutating func all() -> FilterPattern? {
        guard let patterns = list(of: "&&", { $0.one() }) else { return nil }
        return patterns.count == 1 ? patterns[0] : .all(patterns)
    }

    private mutating func list(
        of sign: String,
        _ read: (inout FilterPatternReader) -> FilterPattern?
    ) -> [FilterPattern]? {
        var patterns: [FilterPattern] = []
        repeat {
            guard let pattern = read(&self) else { return nil }
            patterns.append(pattern)
        } while take(.sign(sign))
        return patterns
    }

    private mutating func one() -> FilterPattern? {
        guard take(.sign("(")) else { return term().map { .term($0) } }
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest, let inner = any(), take(.sign(")")) else { return nil }
        return inner
    }

    private mutating func term() -> FilterPattern.Term? {
        guard case .word(let field)? = tokens.popFirst(), field.hasPrefix("$"),
            let test = test()
        else { return nil }
        return FilterPattern.Term(field: field, test: test)
    }

    private mutating func test() -> FilterPattern.Term.Test? {
        switch tokens.popFirst() {
        case .word("NOT")?: return take(.word("EXISTS")) ? .missing : nil
        // AWS's page names two that are not supported; some have them all the same.
        case .word("EXISTS")?: return .unreadable
        case .word("IS")?:
            if take(.word("NOT")) { return tokens.popFirst() == nil ? nil : .unreadable }
            guard case .word(let constant)? = tokens.popFirst(),
                ["NULL", "TRUE", "FALSE"].contains(constant)
            else { return nil }
            return .constant(constant.lowercased())
        case .sign(let sign)?:
            guard let value = tokens.popFirst() else { return nil }
            return Self.comparison(sign, value)
        default: return nil
        }
    }

    private static func comparison(_ sign: String, _ value: Token) -> FilterPattern.Term.Test? {
        let isEqual = sign == "="
        switch (sign, value) {
        case ("=", .quoted(let text)), ("!=", .quoted(let text)):
            return self.text(text, isEqual)
        case ("=", .word(let text)), ("!=", .word(let text)):
            if let number = Double(text) { return .number(.only(number), isEqual: isEqual) }
            // `4*`: digits of a number.
            if text != "*", Double(text.filter { $0 != "*" }) != nil { return .unreadable }
            return self.text(text, isEqual)
        case (_, .word(let text)):
            guard let number = Double(text) else { return nil }
            switch sign {
            case "<": return .number(.below(number, orEqual: false), isEqual: true)
            case "<=": return .number(.below(number, orEqual: true), isEqual: true)
            case ">": return .number(.above(number, orEqual: false), isEqual: true)
            case ">=": return .number(.above(number, orEqual: true), isEqual: true)
            default: return nil
            }
        default: return nil
        }
    }

    /// Wildcards stand at the ends; one inside is itself by one edition of AWS's page, and any text
    /// by another.
    private static func text(_ text: String, _ isEqual: Bool) -> FilterPattern.Term.Test {
        if text == "*" { return .anything(isEqual: isEqual) }
        let inside = text.dropFirst().dropLast()
        let isPattern = text.hasPrefix("*") || text.hasSuffix("*")
        if inside.contains("*") || isPattern && text.contains("?") { return .unreadable }
        if text.count > 1, text.hasPrefix("%"), text.hasSuffix("%") { return .unreadable }
        return .text(text, isEqual: isEqual)
    }

    private mutating func take(_ token: Token) -> Bool {
        guard tokens.first == token else { return false }
        tokens.removeFirst()
        return true
    }

    /// Nil where a quotation does not end.
    private static func tokens(_ text: String) -> [Token]? {
        var tokens: [Token] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first == "\"" {
                rest.removeFirst()
                guard let quoted = quoted(&rest) else { return nil }
                tokens.append(.quoted(quoted))
            } else if let sign = sign(rest) {
                tokens.append(.sign(sign))
                rest = rest.dropFirst(sign.count)
            } else {
                var word = ""
                while let next = rest.first, !next.isWhitespace, next != "\"", sign(rest) == nil {
                    word.append(next)
                    rest.removeFirst()
                }
                tokens.append(.word(word))
            }
        }
        return tokens
    }

    private static func sign(_ text: Substring) -> String? {
        let pair = String(text.prefix(2))
        if ["&&", "||", "!=", "<=", ">="].contains(pair) { return pair }
        return text.first.flatMap { "{}()=<>".contains($0) ? String($0) : nil }
    }

    /// Up to the next quotation mark that has no backslash before it.
    private static func quoted(_ rest: inout Substring) -> String? {
        var text = ""
        while let next = rest.popFirst() {
            if next == "\"" { return text }
            if next == "\\", let escaped = rest.popFirst() {
                text.append(escaped)
            } else {
                text.append(next)
            }
        }
        return nil
    }
}

/// A filter pattern of CloudWatch Logs over JSON, in a form in which patterns that mean the same are
/// the same: `{ ($.a = "x") && ($.b NOT EXISTS) }`, whatever its spaces, quotes, parentheses and the
/// order of its clauses.
/// Source: CloudWatch Logs User Guide, "Filter pattern syntax".
struct MetricPattern: Hashable {
    private indirect enum Clause {
        case term(String)
        case all([Clause])
        case any([Clause])

        var text: String {
            switch self {
            case .term(let text): text
            case .all(let clauses): "(" + Self.sorted(clauses).joined(separator: "&&") + ")"
            case .any(let clauses): "(" + Self.sorted(clauses).joined(separator: "||") + ")"
            }
        }

        private static func sorted(_ clauses: [Clause]) -> [String] {
            Set(clauses.map(\.text)).sorted()
        }
    }

    private let text: String

    init(_ pattern: String) {
        var reader = Reader(pattern)
        text = reader.read()?.text ?? pattern.split(whereSeparator: \.isWhitespace).joined()
    }

    private struct Reader {
        private var tokens: ArraySlice<String>

        init(_ pattern: String) { tokens = Self.tokens(pattern)[...] }

        /// Nil where it is no pattern over JSON.
        mutating func read() -> Clause? {
            guard tokens.popFirst() == "{", let clause = any(), tokens.popFirst() == "}",
                tokens.isEmpty
            else { return nil }
            return clause
        }

        private mutating func any() -> Clause? {
            guard var clauses = all().map({ [$0] }) else { return nil }
            while tokens.first == "||" {
                tokens.removeFirst()
                guard let next = all() else { return nil }
                clauses.append(next)
            }
            let flat = clauses.flatMap { clause -> [Clause] in
                if case .any(let inner) = clause { inner } else { [clause] }
            }
            return flat.count == 1 ? flat[0] : .any(flat)
        }

        private mutating func all() -> Clause? {
            guard var clauses = one().map({ [$0] }) else { return nil }
            while tokens.first == "&&" {
                tokens.removeFirst()
                guard let next = one() else { return nil }
                clauses.append(next)
            }
            let flat = clauses.flatMap { clause -> [Clause] in
                if case .all(let inner) = clause { inner } else { [clause] }
            }
            return flat.count == 1 ? flat[0] : .all(flat)
        }

        private mutating func one() -> Clause? {
            if tokens.first == "(" {
                tokens.removeFirst()
                guard let inner = any(), tokens.popFirst() == ")" else { return nil }
                return inner
            }
            var words: [String] = []
            while let token = tokens.first, !["&&", "||", "(", ")", "{", "}"].contains(token) {
                words.append(token)
                tokens.removeFirst()
            }
            return words.isEmpty ? nil : .term(words.joined(separator: " "))
        }

        private static func tokens(_ pattern: String) -> [String] {
            var tokens: [String] = []
            var word = ""
            var isQuoted = false
            var characters = Array(pattern)[...]
            func isSign(_ text: String) -> Bool {
                ["&&", "||", "!=", "<=", ">="].contains(text)
            }
            while let character = characters.popFirst() {
                if isQuoted || character == "\"" {
                    if character == "\"" { isQuoted.toggle() } else { word.append(character) }
                    continue
                }
                let pair = String(character) + String(characters.first ?? " ")
                let sign =
                    isSign(pair)
                    ? pair : "{}()=<>".contains(character) ? pair.first.map(String.init) : nil
                guard sign != nil || character.isWhitespace else {
                    word.append(character)
                    continue
                }
                if !word.isEmpty { tokens.append(word) }
                word = ""
                if let sign {
                    tokens.append(sign)
                    if sign.count == 2 { characters.removeFirst() }
                }
            }
            if !word.isEmpty { tokens.append(word) }
            return tokens
        }
    }
}

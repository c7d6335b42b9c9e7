/// A pattern over texts: letters, and wildcards for one character (`?`) or any number (`*`), of which
/// some stop at a separator, as those in a component of an ARN do.
///
/// Characters are Unicode scalars. Source: IAM User Guide, "IAM JSON policy elements: Condition
/// operators" and "IAM JSON policy elements: Resource".
public struct Glob: Sendable, Hashable {
    /// Refuses most texts without a look at the rest.
    private let start: TextStart
    let tokens: [Token]
    /// Whether the case of ASCII letters does not matter.
    let folds: Bool
    let isLiteral: Bool
    /// Whether some wildcard does not reach beyond a separator.
    let stops: Bool

    init(_ tokens: [Token], folds: Bool) {
        start = TextStart(tokens)
        self.tokens = tokens
        self.folds = folds
        var isLiteral = true
        var stops = false
        for token in tokens where token.isWildcard {
            isLiteral = false
            if token.stops { stops = true }
        }
        self.isLiteral = isLiteral
        self.stops = stops
    }

    public static let everything = Glob("*")

    /// `*` and `?` are wildcards, everything else is itself.
    public init(_ pattern: String, folds: Bool = false) {
        var tokens: [Token] = []
        tokens.reserveCapacity(pattern.utf8.count)
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "*": if tokens.last != .many { tokens.append(.many) }
            case "?": tokens.append(.one)
            default: tokens.append(Token(scalar, folds: folds))
            }
        }
        self.init(tokens, folds: folds)
    }

    public init(literal text: String, folds: Bool = false) {
        self.init(text.unicodeScalars.map { Token($0, folds: folds) }, folds: folds)
    }

    /// The same with wildcards that never reach beyond a separator.
    func stopping(at separator: Unicode.Scalar) -> Glob {
        Glob(tokens.map { $0.stopping(at: separator) }, folds: folds)
    }

    static func + (left: Glob, right: Glob) -> Glob {
        Glob(left.tokens + right.tokens, folds: left.folds || right.folds)
    }

    var isEverything: Bool { tokens.count == 1 && tokens[0] == .many }

    /// The text of a glob without wildcards.
    var literal: String? {
        guard isLiteral else { return nil }
        var text = ""
        for token in tokens { token.scalar.map { text.unicodeScalars.append($0) } }
        return text
    }

    public func matches(_ text: String) -> Bool {
        start.admits(TextStart(of: text)) && matches(Subject(text))
    }

    func matches(_ subject: Subject) -> Bool {
        guard start.admits(subject.start) else { return false }
        if stops { return GlobRun.matches(self, subject) }
        if isLiteral && tokens.count != subject.characters.count { return false }
        return subject.characters.withUnsafeBufferPointer(isMatching)
    }

    /// Only the last `*` needs to be tried again: what it takes, the earlier ones need not.
    private func isMatching(_ text: UnsafeBufferPointer<UInt32>) -> Bool {
        var index = 0
        var at = 0
        var retry: (index: Int, at: Int)?
        while at < text.count {
            if index < tokens.count, tokens[index] == .many {
                retry = (index, at)
                index += 1
            } else if index < tokens.count, tokens[index].takes(text[at], folds) {
                index += 1
                at += 1
            } else if let star = retry {
                retry = (star.index, star.at + 1)
                index = star.index + 1
                at = star.at + 1
            } else {
                return false
            }
        }
        return tokens[index...].allSatisfy { $0 == .many }
    }

    /// Whether two globs certainly have no text in common, by their ends alone.
    func isApart(from other: Glob) -> Bool {
        if !start.agrees(with: other.start) { return true }
        let folds = folds || other.folds
        return Self.differ(tokens, other.tokens, folds)
            || Self.differ(tokens.reversed(), other.tokens.reversed(), folds)
    }

    private static func differ(
        _ left: some Collection<Token>,
        _ right: some Collection<Token>,
        _ folds: Bool
    ) -> Bool {
        for (one, other) in zip(left, right) {
            if one.isMany || other.isMany { return false }
            guard let one = one.scalar?.value, let other = other.scalar?.value else { continue }
            if one != other && !(folds && Token.fold(one) == Token.fold(other)) { return true }
        }
        return false
    }

    /// Its shortest text: nothing for what takes any number, an `x` for what takes one.
    var shortest: String {
        var text = String.UnicodeScalarView()
        for token in tokens where !token.isMany {
            text.append(token.scalar ?? (token.isDigit ? "9" : "x"))
        }
        return String(text)
    }
}

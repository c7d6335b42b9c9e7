/// A pattern over texts: letters, and wildcards for one character (`?`) or any number (`*`), of which
/// some stop at a separator, as those in a component of an ARN do.
///
/// Characters are Unicode scalars. Source: IAM User Guide, "IAM JSON policy elements: Condition
/// operators" and "IAM JSON policy elements: Resource".
public struct Glob: Sendable, Hashable {
    let tokens: [Token]
    /// Whether the case of ASCII letters does not matter.
    let folds: Bool

    init(_ tokens: [Token], folds: Bool) {
        self.tokens = tokens
        self.folds = folds
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

    var isLiteral: Bool { !tokens.contains(where: \.isWildcard) }

    var isEverything: Bool { tokens.count == 1 && tokens[0] == .many }

    /// The text of a glob without wildcards.
    var literal: String? {
        guard isLiteral else { return nil }
        var text = ""
        for token in tokens { token.scalar.map { text.unicodeScalars.append($0) } }
        return text
    }

    public func matches(_ text: String) -> Bool {
        if tokens.contains(where: \.stops) { return GlobRun.matches(self, text) }
        return text.utf8.withContiguousStorageIfAvailable { isMatchingASCII($0) }
            .flatMap(\.self) ?? isMatching(Array(text.unicodeScalars.map(\.value)))
    }

    /// Nil where the text has other characters than ASCII.
    private func isMatchingASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        bytes.allSatisfy { $0 < 128 } ? isMatching(bytes) : nil
    }

    /// Only the last `*` needs to be tried again: what it takes, the earlier ones need not.
    private func isMatching<Units: RandomAccessCollection>(_ text: Units) -> Bool
    where Units.Element: FixedWidthInteger {
        let end = text.endIndex
        var index = 0
        var at = text.startIndex
        var retry: (index: Int, at: Units.Index)?
        while at < end {
            if index < tokens.count, tokens[index] == .many {
                retry = (index, at)
                index += 1
            } else if index < tokens.count, tokens[index].takes(UInt32(text[at]), folds) {
                index += 1
                at = text.index(after: at)
            } else if let star = retry {
                retry = (star.index, text.index(after: star.at))
                index = star.index + 1
                at = text.index(after: star.at)
            } else {
                return false
            }
        }
        return tokens[index...].allSatisfy { $0 == .many }
    }

    /// Whether two globs certainly have no text in common, by their ends alone.
    func isApart(from other: Glob) -> Bool {
        Self.differ(tokens, other.tokens, folds || other.folds)
            || Self.differ(tokens.reversed(), other.tokens.reversed(), folds || other.folds)
    }

    private static func differ(
        _ left: some Sequence<Token>,
        _ right: some Sequence<Token>,
        _ folds: Bool
    ) -> Bool {
        for (one, other) in zip(left, right) {
            if one.isMany || other.isMany { return false }
            guard let one = one.scalar, let other = other.scalar else { continue }
            if one != other && !(folds && Token.fold(one.value) == Token.fold(other.value)) {
                return true
            }
        }
        return false
    }
}

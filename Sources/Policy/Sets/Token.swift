/// A letter or a wildcard of a glob.
struct Token: Sendable, Hashable {
    private let code: UInt32

    private static let manyBit: UInt32 = 1 << 31
    private static let oneBit: UInt32 = 1 << 30
    /// Beyond every Unicode scalar: a wildcard that nothing stops.
    private static let nothing: UInt32 = 0x1F_FFFF

    private static let nameBit: UInt32 = 1 << 29
    private static let digitBit: UInt32 = 1 << 28

    /// One digit of an account's id.
    static let digit = Token(code: oneBit | digitBit | nothing)
    /// What names of users, roles and sessions are made of: letters and digits of ASCII and `_+=,.@-`.
    /// Source: IAM User Guide, "IAM and AWS STS quotas" (IAM name requirements).
    static let nameLetter = Token(code: oneBit | nameBit | nothing)
    static let nameLetters = Token(code: manyBit | nameBit | nothing)

    static let many = Token(code: manyBit | nothing)
    static let one = Token(code: oneBit | nothing)

    private init(code: UInt32) { self.code = code }

    init(_ scalar: Unicode.Scalar, folds: Bool) {
        code = folds ? Self.fold(scalar.value) : scalar.value
    }

    var isMany: Bool { code & Self.manyBit != 0 }
    var isWildcard: Bool { code & (Self.manyBit | Self.oneBit) != 0 }
    /// Whether it takes some characters only.
    var stops: Bool { isWildcard && self != .many && self != .one }

    /// A wildcard that takes digits alone.
    var isDigit: Bool { isWildcard && code & Self.digitBit != 0 }

    var scalar: Unicode.Scalar? { isWildcard ? nil : Unicode.Scalar(code) }

    /// A letter of ASCII.
    var ascii: UInt32? { code < 128 ? code : nil }

    /// What a wildcard does not reach beyond.
    var separator: UInt32? {
        guard isWildcard, code & Self.nothing != Self.nothing else { return nil }
        return code & Self.nothing
    }

    func stopping(at separator: Unicode.Scalar) -> Token {
        guard isWildcard, code & (Self.nameBit | Self.digitBit) == 0 else { return self }
        return Token(code: code & (Self.manyBit | Self.oneBit) | separator.value)
    }

    /// What stands between a role's ARN and its session's name: no part of an ARN takes it.
    static let mark: Unicode.Scalar = "\u{1}"

    /// Whether it takes this character: a wildcard any but its separator.
    func takes(_ character: UInt32, _ folds: Bool) -> Bool {
        if isWildcard {
            if code & Self.digitBit != 0 { return (48...57).contains(character) }
            if code & Self.nameBit != 0 { return Self.isOfNames(character) }
            let separator = code & Self.nothing
            return separator == Self.nothing
                || (character != separator && character != Self.mark.value)
        }
        return code == (folds ? Self.fold(character) : character)
    }

    private static func isOfNames(_ character: UInt32) -> Bool {
        switch character {
        case 48...57, 64...90, 97...122: true
        // Underscore, plus, comma, minus, full stop, and the equals sign.
        case 95, 43, 44, 45, 46, 61: true
        default: false
        }
    }

    static func fold(_ character: UInt32) -> UInt32 {
        character >= 65 && character <= 90 ? character + 32 : character
    }
}

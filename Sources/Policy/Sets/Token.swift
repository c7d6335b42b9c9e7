/// A letter or a wildcard of a glob.
struct Token: Sendable, Hashable {
    private let code: UInt32

    private static let manyBit: UInt32 = 1 << 31
    private static let oneBit: UInt32 = 1 << 30
    /// Beyond every Unicode scalar: a wildcard that nothing stops.
    private static let nothing: UInt32 = 0x1F_FFFF

    static let many = Token(code: manyBit | nothing)
    static let one = Token(code: oneBit | nothing)

    private init(code: UInt32) { self.code = code }

    init(_ scalar: Unicode.Scalar, folds: Bool) {
        code = folds ? Self.fold(scalar.value) : scalar.value
    }

    var isMany: Bool { code & Self.manyBit != 0 }
    var isWildcard: Bool { code & (Self.manyBit | Self.oneBit) != 0 }
    var stops: Bool { separator != nil }

    var scalar: Unicode.Scalar? { isWildcard ? nil : Unicode.Scalar(code) }

    /// What a wildcard does not reach beyond.
    var separator: UInt32? {
        guard isWildcard, code & Self.nothing != Self.nothing else { return nil }
        return code & Self.nothing
    }

    func stopping(at separator: Unicode.Scalar) -> Token {
        guard isWildcard else { return self }
        return Token(code: code & (Self.manyBit | Self.oneBit) | separator.value)
    }

    /// Whether it takes this character: a wildcard any but its separator.
    func takes(_ character: UInt32, _ folds: Bool) -> Bool {
        if isWildcard { return code & Self.nothing != character }
        return code == (folds ? Self.fold(character) : character)
    }

    static func fold(_ character: UInt32) -> UInt32 {
        (65...90).contains(character) ? character + 32 : character
    }
}

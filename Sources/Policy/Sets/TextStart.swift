/// The first eight bytes of a text, as far as they are fixed, without case: what two texts that are the
/// same agree on.
struct TextStart: Sendable, Hashable {
    private let bytes: UInt64
    /// The bytes that are fixed.
    private let mask: UInt64

    private static let length = 8

    /// The letters before the first wildcard, as long as they are ASCII.
    init(_ tokens: [Token]) {
        var bytes: UInt64 = 0
        var index = 0
        while index < min(tokens.count, Self.length), let byte = tokens[index].ascii {
            bytes |= UInt64(Token.fold(byte)) << UInt64(8 * index)
            index += 1
        }
        self.bytes = bytes
        mask = index == Self.length ? .max : (1 << UInt64(8 * index)) - 1
    }

    init(of text: String) {
        var bytes: UInt64 = 0
        var index: UInt64 = 0
        for byte in text.utf8.prefix(Self.length) {
            bytes |= UInt64(Token.fold(UInt32(byte))) << (8 * index)
            index += 1
        }
        self.bytes = bytes
        mask = .max
    }

    /// Whether a text that begins like this may match: all that is fixed here is so there.
    func admits(_ text: TextStart) -> Bool { (bytes ^ text.bytes) & mask == 0 }

    /// Whether a text can begin like both.
    func agrees(with other: TextStart) -> Bool {
        (bytes ^ other.bytes) & mask & other.mask == 0
    }
}

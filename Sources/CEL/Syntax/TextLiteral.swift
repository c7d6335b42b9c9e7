/// Reads the quotes, the text and the escapes of one string or bytes literal.
struct TextLiteral {
    let source: [UInt8]
    /// At the opening quote; after `read` just behind the closing one.
    var index: Int
    let quote: UInt8
    let isRaw: Bool
    let isBytes: Bool

    mutating func read() throws(SyntaxError) -> [UInt8] {
        let start = index
        let isTriple = startsWithQuotes(3)
        index += isTriple ? 3 : 1
        var bytes: [UInt8] = []
        while index < source.count {
            let byte = source[index]
            if byte == quote, !isTriple || startsWithQuotes(3) {
                index += isTriple ? 3 : 1
                return bytes
            }
            if !isTriple, byte == 0x0A || byte == 0x0D {
                throw SyntaxError("a line ends within a string; use three quotes", at: index)
            }
            if byte == UInt8(ascii: "\\"), !isRaw {
                try escape(into: &bytes)
            } else {
                bytes.append(byte)
                index += 1
            }
        }
        throw SyntaxError("a string does not end", at: start)
    }

    private func startsWithQuotes(_ count: Int) -> Bool {
        index + count <= source.count && source[index..<index + count].allSatisfy { $0 == quote }
    }

    private static let simple: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10,
        UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "v"): 11,
        UInt8(ascii: "\\"): 92, UInt8(ascii: "?"): 63, UInt8(ascii: "\""): 34,
        UInt8(ascii: "'"): 39, UInt8(ascii: "`"): 96,
    ]

    private mutating func escape(into bytes: inout [UInt8]) throws(SyntaxError) {
        let start = index
        index += 1
        guard index < source.count else { throw SyntaxError("a string does not end", at: start) }
        let letter = source[index]
        index += 1
        if let byte = Self.simple[letter] {
            bytes.append(byte)
            return
        }
        let code: UInt32
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): code = try digits(2, radix: 16, from: start)
        case UInt8(ascii: "u") where !isBytes: code = try digits(4, radix: 16, from: start)
        case UInt8(ascii: "U") where !isBytes: code = try digits(8, radix: 16, from: start)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            index -= 1
            code = try digits(3, radix: 8, from: start)
        default: throw SyntaxError("unknown escape sequence in a string", at: start)
        }
        if isBytes {
            bytes.append(UInt8(truncatingIfNeeded: code))
        } else if let scalar = Unicode.Scalar(code) {
            bytes.append(contentsOf: String(Character(scalar)).utf8)
        } else {
            throw SyntaxError("an escape sequence names no Unicode character", at: start)
        }
    }

    private mutating func digits(
        _ count: Int,
        radix: UInt32,
        from start: Int
    ) throws(SyntaxError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<count {
            guard index < source.count, let digit = source[index].hexDigit, digit < radix else {
                throw SyntaxError("an escape sequence needs \(count) digits", at: start)
            }
            code = code * radix + digit
            index += 1
        }
        return code
    }
}

/// Reads a refused document again, byte by byte, to say what is wrong and where.
struct JSONInspector {
    private let bytes: [UInt8]
    private let depthLimit: Int
    private var at = 0

    init(bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    mutating func failure() -> ParseFailure {
        do throws(ParseFailure) {
            if let offset = Self.firstInvalidUTF8(bytes) {
                throw ParseFailure("not UTF-8", at: offset, in: bytes)
            }
            skipSpace()
            guard at < bytes.count else { throw fail("the document is empty") }
            try value(depth: 0)
            skipSpace()
            throw at < bytes.count
                ? fail("unexpected text after the document") : fail("not a JSON document")
        } catch {
            return error
        }
    }

    private func fail(_ reason: String, at offset: Int? = nil) -> ParseFailure {
        ParseFailure(reason, at: offset ?? at, in: bytes)
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at]) { at += 1 }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func value(depth: Int) throws(ParseFailure) {
        guard at < bytes.count else { throw fail("the document ends too early") }
        switch bytes[at] {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "-"), 48...57: try number()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: throw fail("expected a value")
        }
    }

    private mutating func word(_ text: String) throws(ParseFailure) {
        guard bytes[at...].starts(with: text.utf8) else { throw fail("expected a value") }
        at += text.utf8.count
    }

    private mutating func array(depth: Int) throws(ParseFailure) {
        guard depth <= depthLimit else { throw fail("nested deeper than \(depthLimit) levels") }
        at += 1
        skipSpace()
        if skip("]") { return }
        while true {
            skipSpace()
            try value(depth: depth)
            skipSpace()
            if skip("]") { return }
            guard skip(",") else { throw fail("expected ',' or ']'") }
        }
    }

    private mutating func object(depth: Int) throws(ParseFailure) {
        guard depth <= depthLimit else { throw fail("nested deeper than \(depthLimit) levels") }
        at += 1
        skipSpace()
        if skip("}") { return }
        var seen: Set<String> = []
        while true {
            skipSpace()
            let start = at
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw fail("expected a member's name")
            }
            let name = try string()
            guard seen.insert(name).inserted else {
                throw fail("the name '\(name)' is given twice", at: start)
            }
            skipSpace()
            guard skip(":") else { throw fail("expected ':'") }
            skipSpace()
            try value(depth: depth)
            skipSpace()
            if skip("}") { return }
            guard skip(",") else { throw fail("expected ',' or '}'") }
        }
    }

    private mutating func string() throws(ParseFailure) -> String {
        let start = at
        var content: [UInt8] = []
        at += 1
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""):
                at += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"): content.append(contentsOf: try escape())
            case 0..<0x20: throw fail("a control character in a string")
            default:
                content.append(byte)
                at += 1
            }
        }
        throw fail("a string without an end", at: start)
    }

    private mutating func escape() throws(ParseFailure) -> [UInt8] {
        let start = at
        at += 1
        guard at < bytes.count else { throw fail("the document ends too early") }
        let simple: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
        ]
        if let byte = simple[bytes[at]] {
            at += 1
            return [byte]
        }
        guard skip("u"), let unit = hex() else { throw fail("an unknown escape", at: start) }
        var scalar = unit
        if (0xD800...0xDFFF).contains(unit) {
            guard unit < 0xDC00, skip("\\"), skip("u"), let low = hex(),
                (0xDC00...0xDFFF).contains(low)
            else { throw fail("half of a surrogate pair", at: start) }
            scalar = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        return Unicode.Scalar(scalar).map { Array(String(Character($0)).utf8) } ?? []
    }

    private mutating func hex() -> UInt32? {
        guard at + 4 <= bytes.count else { return nil }
        let digits = bytes[at..<at + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        at += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func digits() throws(ParseFailure) {
        let start = at
        while at < bytes.count, (48...57).contains(bytes[at]) { at += 1 }
        guard at > start else { throw fail("expected a digit") }
    }

    private mutating func number() throws(ParseFailure) {
        let start = at
        _ = skip("-")
        let first = at
        try digits()
        if bytes[first] == UInt8(ascii: "0"), at > first + 1 {
            throw fail("a number with a leading zero", at: start)
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            try digits()
        }
        if skip("e") || skip("E") {
            isInteger = false
            if !skip("+") { _ = skip("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        if isInteger, Int64(text) == nil {
            throw fail("an integer beyond 64 bits cannot be held exactly", at: start)
        }
        if !isInteger, !(Double(text)?.isFinite ?? false) {
            throw fail("a number beyond what a double holds", at: start)
        }
    }

    /// The offset of the first byte that is not part of well-formed UTF-8.
    static func firstInvalidUTF8(_ bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }
}

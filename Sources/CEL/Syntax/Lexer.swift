/// Cuts a source into tokens.
struct Lexer {
    private let source: [UInt8]
    private var index = 0

    init(_ source: [UInt8]) { self.source = source }

    static func tokens(of source: [UInt8]) throws(SyntaxError) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        index + ahead < source.count ? source[index + ahead] : nil
    }

    private mutating func next() throws(SyntaxError) -> Token {
        skipBlanks()
        let start = index
        guard let byte = peek() else { return Token(kind: .end, start: start, end: start) }
        let kind: Token.Kind
        if byte.isDigit || byte == UInt8(ascii: ".") && peek(1)?.isDigit == true {
            kind = try number()
        } else if let literal = try text() {
            kind = literal
        } else if byte.isIdentifierStart {
            kind = .identifier(identifier())
        } else if byte == UInt8(ascii: "`") {
            kind = try quotedIdentifier()
        } else {
            kind = try symbol()
        }
        return Token(kind: kind, start: start, end: index)
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while let byte = peek(), byte != UInt8(ascii: "\n") { index += 1 }
            } else if [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) {
                index += 1
            } else {
                return
            }
        }
    }

    private mutating func identifier() -> String {
        let start = index
        while let byte = peek(), byte.isIdentifierStart || byte.isDigit { index += 1 }
        return String(decoding: source[start..<index], as: UTF8.self)
    }

    private mutating func quotedIdentifier() throws(SyntaxError) -> Token.Kind {
        let start = index
        index += 1
        while let byte = peek(), byte != UInt8(ascii: "`") {
            guard byte.isIdentifierStart || byte.isDigit || "-./ ".utf8.contains(byte) else {
                throw SyntaxError("a quoted field name may not contain this character", at: index)
            }
            index += 1
        }
        guard peek() != nil, index > start + 1 else {
            throw SyntaxError("a quoted field name does not end", at: start)
        }
        index += 1
        let name = String(decoding: source[start + 1..<index - 1], as: UTF8.self)
        return .quotedIdentifier(name)
    }

    private mutating func symbol() throws(SyntaxError) -> Token.Kind {
        for length in [2, 1] where index + length <= source.count {
            let text = String(decoding: source[index..<index + length], as: UTF8.self)
            if let symbol = Symbol(rawValue: text) {
                index += length
                return .symbol(symbol)
            }
        }
        let rest = String(decoding: source[index..<min(index + 4, source.count)], as: UTF8.self)
        let shown = rest.unicodeScalars.first.map(String.init) ?? ""
        throw SyntaxError("unexpected character '\(shown)'", at: index)
    }

    private mutating func number() throws(SyntaxError) -> Token.Kind {
        let start = index
        if peek() == UInt8(ascii: "0"),
            peek(1) == UInt8(ascii: "x") || peek(1) == UInt8(ascii: "X"),
            peek(2)?.hexDigit != nil
        {
            index += 2
            while peek()?.hexDigit != nil { index += 1 }
            return integer(from: start)
        }
        while peek()?.isDigit == true { index += 1 }
        var isDouble = false
        if peek() == UInt8(ascii: "."), peek(1)?.isDigit == true {
            isDouble = true
            index += 1
            while peek()?.isDigit == true { index += 1 }
        }
        if let exponent = exponentLength() {
            isDouble = true
            index += exponent
        }
        guard isDouble else { return integer(from: start) }
        return .double(String(decoding: source[start..<index], as: UTF8.self))
    }

    private func exponentLength() -> Int? {
        guard peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") else { return nil }
        var length = 1
        if peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") { length = 2 }
        guard peek(length)?.isDigit == true else { return nil }
        while peek(length)?.isDigit == true { length += 1 }
        return length
    }

    private mutating func integer(from start: Int) -> Token.Kind {
        let text = String(decoding: source[start..<index], as: UTF8.self)
        if peek() == UInt8(ascii: "u") || peek() == UInt8(ascii: "U") {
            index += 1
            return .uint(text)
        }
        return .int(text)
    }

    /// A string or bytes literal; nil where none starts here.
    private mutating func text() throws(SyntaxError) -> Token.Kind? {
        var isRaw = false
        var isBytes = false
        var length = 0
        while let byte = peek(length), length < 2 {
            if !isRaw, byte == UInt8(ascii: "r") || byte == UInt8(ascii: "R") {
                isRaw = true
            } else if !isBytes, byte == UInt8(ascii: "b") || byte == UInt8(ascii: "B") {
                isBytes = true
            } else {
                break
            }
            length += 1
        }
        guard let quote = peek(length), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        else { return nil }
        var literal = TextLiteral(
            source: source,
            index: index + length,
            quote: quote,
            isRaw: isRaw,
            isBytes: isBytes
        )
        let value = try literal.read()
        index = literal.index
        return isBytes ? .bytes(value) : .string(String(decoding: value, as: UTF8.self))
    }
}

extension UInt8 {
    var isDigit: Bool { (48...57).contains(self) }
    var isIdentifierStart: Bool {
        (65...90).contains(self) || (97...122).contains(self) || self == 95
    }
    var hexDigit: UInt32? {
        switch self {
        case 48...57: UInt32(self) - 48
        case 65...70: UInt32(self) - 55
        case 97...102: UInt32(self) - 87
        default: nil
        }
    }
}

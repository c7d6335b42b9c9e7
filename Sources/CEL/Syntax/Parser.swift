/// Reads tokens into a tree: precedence climbing, so that a bracket costs few stack frames.
struct Parser {
    let source: [UInt8]
    private let tokens: [Token]
    private var index = 0
    private var nesting = 0
    private var nodeCount = 0
    private let allowsMacros: Bool

    static func parse(_ text: String, allowsMacros: Bool = true) throws(SyntaxError) -> Node {
        let source = Array(text.utf8)
        guard source.count <= Limits.sourceBytes else {
            throw SyntaxError("longer than \(Limits.sourceBytes) bytes", at: Limits.sourceBytes)
        }
        var parser = Parser(
            source: source,
            tokens: try Lexer.tokens(of: source),
            allowsMacros: allowsMacros
        )
        let node = try parser.expression()
        guard parser.token.kind == .end else { throw parser.unexpected() }
        return node
    }

    private init(source: [UInt8], tokens: [Token], allowsMacros: Bool) {
        self.source = source
        self.tokens = tokens
        self.allowsMacros = allowsMacros
    }

    private var token: Token { tokens[index] }
    private var previousEnd: Int { index == 0 ? 0 : tokens[index - 1].end }

    private mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    private func isAt(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

    private mutating func skip(_ symbol: Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        advance()
        return true
    }

    private mutating func expect(_ symbol: Symbol) throws(SyntaxError) {
        guard skip(symbol) else { throw unexpected(wanting: "'\(symbol.rawValue)'") }
    }

    private func unexpected(wanting wanted: String? = nil) -> SyntaxError {
        let found: String
        switch token.kind {
        case .end: found = "end of the expression"
        default: found = "'\(String(decoding: source[token.start..<token.end], as: UTF8.self))'"
        }
        let rest = wanted.map { ", expected \($0)" } ?? ""
        return SyntaxError("unexpected \(found)\(rest)", at: token.start)
    }

    private mutating func make(
        _ kind: Node.Kind,
        from start: Int,
        offset: Int? = nil
    ) throws(SyntaxError) -> Node {
        let node = Node(kind, range: start..<previousEnd, offset: offset)
        nodeCount += 1
        guard node.height <= Limits.height else {
            throw SyntaxError(
                "nested or chained more than \(Limits.height) levels deep",
                at: node.offset
            )
        }
        guard nodeCount <= Limits.nodes else {
            throw SyntaxError("more than \(Limits.nodes) parts", at: node.offset)
        }
        return node
    }

    private mutating func enter() throws(SyntaxError) {
        nesting += 1
        guard nesting <= Limits.nesting else {
            throw SyntaxError("nested more than \(Limits.nesting) levels deep", at: token.start)
        }
    }
}

// MARK: - Operators

extension Parser {
    private mutating func expression() throws(SyntaxError) -> Node {
        try enter()
        defer { nesting -= 1 }
        let start = token.start
        let condition = try disjunction()
        let offset = token.start
        guard skip(.question) else { return condition }
        let yes = try disjunction()
        try expect(.colon)
        let no = try expression()
        return try make(.conditional(condition, yes, no), from: start, offset: offset)
    }

    /// `a || b || c` is one node, so that long chains stay flat.
    private mutating func disjunction() throws(SyntaxError) -> Node {
        let start = token.start
        var nodes = [try conjunction()]
        let offset = token.start
        while skip(.or) { nodes.append(try conjunction()) }
        return nodes.count == 1 ? nodes[0] : try make(.or(nodes), from: start, offset: offset)
    }

    private mutating func conjunction() throws(SyntaxError) -> Node {
        let start = token.start
        var nodes = [try binary(0)]
        let offset = token.start
        while skip(.and) { nodes.append(try binary(0)) }
        return nodes.count == 1 ? nodes[0] : try make(.and(nodes), from: start, offset: offset)
    }

    private static let levels: [Symbol: (level: Int, name: String)] = [
        .less: (0, Operator.less), .lessOrEqual: (0, Operator.lessOrEqual),
        .greater: (0, Operator.greater), .greaterOrEqual: (0, Operator.greaterOrEqual),
        .equal: (0, Operator.equal), .notEqual: (0, Operator.notEqual),
        .plus: (1, Operator.add), .minus: (1, Operator.subtract),
        .star: (2, Operator.multiply), .slash: (2, Operator.divide), .percent: (2, Operator.modulo),
    ]

    private var binaryOperator: (level: Int, name: String)? {
        switch token.kind {
        case .symbol(let symbol): Self.levels[symbol]
        case .identifier("in"): (0, Operator.within)
        default: nil
        }
    }

    private mutating func binary(_ level: Int) throws(SyntaxError) -> Node {
        let start = token.start
        var left = try unary()
        while let found = binaryOperator, found.level >= level {
            let offset = token.start
            advance()
            let right = try binary(found.level + 1)
            left = try make(
                .call(found.name, target: nil, [left, right]),
                from: start,
                offset: offset
            )
        }
        return left
    }

    private mutating func unary() throws(SyntaxError) -> Node {
        var starts: [Int] = []
        let symbol: Symbol? = isAt(.not) ? .not : isAt(.minus) ? .minus : nil
        if let symbol {
            while isAt(symbol) {
                starts.append(token.start)
                advance()
            }
        }
        var node: Node
        if symbol == .minus, let last = starts.last, token.kind.isNumber {
            starts.removeLast()
            node = try member(try number(isNegative: true, from: last), from: last)
        } else {
            let start = token.start
            node = try member(try primary(), from: start)
        }
        let name = symbol == .not ? Operator.not : Operator.negate
        for start in starts.reversed() {
            node = try make(.call(name, target: nil, [node]), from: start)
        }
        return node
    }
}

// MARK: - Selects, indexes and calls

extension Parser {
    private mutating func member(
        _ primary: Node,
        from start: Int
    ) throws(SyntaxError) -> Node {
        var node = primary
        while true {
            if skip(.dot) {
                let isOptional = skip(.question)
                node = try selection(of: node, isOptional: isOptional, from: start)
            } else if isAt(.leftBracket) {
                let offset = token.start
                advance()
                let isOptional = skip(.question)
                let index = try expression()
                try expect(.rightBracket)
                node = try make(
                    .index(node, index, isOptional: isOptional),
                    from: start,
                    offset: offset
                )
            } else if isAt(.leftBrace), node.isQualifiedName {
                throw SyntaxError("messages cannot be constructed", at: token.start)
            } else {
                return node
            }
        }
    }

    private mutating func selection(
        of operand: Node,
        isOptional: Bool,
        from start: Int
    ) throws(SyntaxError) -> Node {
        let name = token
        switch name.kind {
        case .quotedIdentifier(let field):
            advance()
            return try make(
                .select(operand, field: field, isOptional: isOptional),
                from: start,
                offset: name.start
            )
        case .identifier(let field) where !Keyword.literals.contains(field):
            advance()
            guard !isOptional, isAt(.leftParenthesis) else {
                return try make(
                    .select(operand, field: field, isOptional: isOptional),
                    from: start,
                    offset: name.start
                )
            }
            let arguments = try self.arguments()
            return try call(field, on: operand, arguments, from: start, offset: name.start)
        default: throw unexpected(wanting: "a field name")
        }
    }

    private mutating func arguments() throws(SyntaxError) -> [Node] {
        try expect(.leftParenthesis)
        var nodes: [Node] = []
        if !isAt(.rightParenthesis) {
            repeat { nodes.append(try expression()) } while skip(.comma)
        }
        try expect(.rightParenthesis)
        return nodes
    }

    private mutating func call(
        _ name: String,
        on target: Node?,
        _ arguments: [Node],
        from start: Int,
        offset: Int
    ) throws(SyntaxError) -> Node {
        if allowsMacros {
            let macro = Macro(name: name, target: target, arguments: arguments, offset: offset)
            if let kind = try macro.expand() {
                // What can be wrong with `has(a.b)` is the field.
                let isField = if case .has = kind { true } else { false }
                return try make(
                    kind,
                    from: start,
                    offset: isField ? arguments[0].offset : offset
                )
            }
        }
        return try make(.call(name, target: target, arguments), from: start, offset: offset)
    }
}

// MARK: - Primaries

extension Parser {
    private mutating func primary() throws(SyntaxError) -> Node {
        let start = token.start
        switch token.kind {
        case .symbol(.leftParenthesis):
            advance()
            let inner = try expression()
            try expect(.rightParenthesis)
            return inner
        case .symbol(.leftBracket): return try list()
        case .symbol(.leftBrace): return try map()
        case .symbol(.dot):
            advance()
            return try name(isAbsolute: true, from: start)
        case .identifier: return try name(isAbsolute: false, from: start)
        case .string(let text):
            advance()
            return try make(.literal(.string(text)), from: start)
        case .bytes(let bytes):
            advance()
            return try make(.literal(.bytes(bytes)), from: start)
        case .int, .uint, .double: return try number(isNegative: false, from: start)
        default: throw unexpected()
        }
    }

    private mutating func number(isNegative: Bool, from start: Int) throws(SyntaxError) -> Node {
        let value: Value?
        switch token.kind {
        case .int(let text):
            value = Self.integer(text, Int64.self, isNegative: isNegative).map { .int($0) }
        case .uint(let text):
            guard !isNegative else {
                throw SyntaxError("an unsigned number cannot be negative", at: start)
            }
            value = Self.integer(text, UInt64.self, isNegative: false).map { .uint($0) }
        case .double(let text):
            value = Double(isNegative ? "-" + text : text).map { .double($0) }
        default: throw unexpected(wanting: "a number")
        }
        guard let value else { throw SyntaxError("number out of range", at: start) }
        advance()
        return try make(.literal(value), from: start)
    }

    private static func integer<Number: FixedWidthInteger>(
        _ text: String,
        _: Number.Type,
        isNegative: Bool
    ) -> Number? {
        let isHex = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = (isNegative ? "-" : "") + (isHex ? text.dropFirst(2) : text[...])
        return Number(digits, radix: isHex ? 16 : 10)
    }

    private mutating func name(isAbsolute: Bool, from start: Int) throws(SyntaxError) -> Node {
        guard case .identifier(let name) = token.kind else { throw unexpected(wanting: "a name") }
        let offset = token.start
        switch name {
        case "true", "false", "null", "in":
            guard !isAbsolute, name != "in" else { throw unexpected(wanting: "a name") }
            advance()
            let value: Value = name == "null" ? .null : .bool(name == "true")
            return try make(.literal(value), from: start)
        default: break
        }
        guard !Keyword.reserved.contains(name) else {
            throw SyntaxError("'\(name)' is a reserved word", at: offset)
        }
        advance()
        if isAt(.leftParenthesis) {
            let arguments = try self.arguments()
            let full = isAbsolute ? "." + name : name
            return try call(full, on: nil, arguments, from: start, offset: offset)
        }
        return try make(
            .identifier(name, isAbsolute: isAbsolute),
            from: start,
            offset: offset
        )
    }

    private mutating func list() throws(SyntaxError) -> Node {
        let start = token.start
        try expect(.leftBracket)
        var elements: [Node.Element] = []
        while !isAt(.rightBracket) {
            let isOptional = skip(.question)
            elements.append(.init(value: try expression(), isOptional: isOptional))
            guard skip(.comma) else { break }
        }
        try expect(.rightBracket)
        return try make(.list(elements), from: start)
    }

    private mutating func map() throws(SyntaxError) -> Node {
        let start = token.start
        try expect(.leftBrace)
        var entries: [Node.Entry] = []
        while !isAt(.rightBrace) {
            let isOptional = skip(.question)
            let key = try expression()
            try expect(.colon)
            entries.append(.init(key: key, value: try expression(), isOptional: isOptional))
            guard skip(.comma) else { break }
        }
        try expect(.rightBrace)
        return try make(.map(entries), from: start)
    }
}

enum Keyword {
    static let literals: Set<String> = ["true", "false", "null", "in"]
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
        "loop", "package", "namespace", "return", "var", "void", "while",
    ]
}

extension Token.Kind {
    fileprivate var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}

extension Node {
    /// `a.b.c` or `.a.b`, as a dotted name.
    var qualifiedName: (name: String, isAbsolute: Bool)? {
        switch kind {
        case .identifier(let name, let isAbsolute): return (name, isAbsolute)
        case .select(let operand, let field, false):
            return operand.qualifiedName.map { ($0.name + "." + field, $0.isAbsolute) }
        default: return nil
        }
    }

    fileprivate var isQualifiedName: Bool { qualifiedName != nil }
}

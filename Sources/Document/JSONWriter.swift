struct JSONWriter {
    enum Style { case compact, pretty, canonical }

    private let style: Style
    private var level: Int
    private(set) var output: [UInt8] = []

    init(style: Style, level: Int = 0) {
        self.style = style
        self.level = level
    }

    mutating func write(_ value: JSON) {
        switch value {
        case .null: put("null")
        case .bool(let flag): put(flag ? "true" : "false")
        case .int(let number): put(String(number))
        case .double(let number): put(number.isFinite ? number.description : "null")
        case .string(let text): write(text)
        case .array(let elements): write(elements)
        case .object(let object): write(object)
        }
    }

    private mutating func put(_ text: String) { output.append(contentsOf: text.utf8) }
    private mutating func put(_ character: Unicode.Scalar) {
        output.append(UInt8(ascii: character))
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        put("\n")
        for _ in 0..<level { put("  ") }
    }

    private mutating func write(_ elements: [JSON]) {
        put("[")
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { put(",") }
            breakLine()
            write(element)
        }
        level -= 1
        if !elements.isEmpty { breakLine() }
        put("]")
    }

    private mutating func write(_ object: Object) {
        put("{")
        level += 1
        var isFirst = true
        func members() -> [(String, JSON)] {
            style == .canonical ? object.sorted { $0.0 < $1.0 } : Array(object)
        }
        for (name, value) in members() {
            if !isFirst { put(",") }
            isFirst = false
            breakLine()
            write(name)
            put(style == .pretty ? ": " : ":")
            write(value)
        }
        level -= 1
        if !object.isEmpty { breakLine() }
        put("}")
    }

    private mutating func write(_ text: String) {
        put("\"")
        if style == .pretty, text.unicodeScalars.contains(where: \.turnsWriting) {
            // People look at it: nothing in it turns the direction of what they read.
            for scalar in text.unicodeScalars {
                if scalar.turnsWriting {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    put("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
                } else {
                    put(escaped: String(scalar).utf8)
                }
            }
        } else {
            put(escaped: text.utf8)
        }
        put("\"")
    }

    private mutating func put(escaped bytes: String.UTF8View) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""): put("\\\"")
            case UInt8(ascii: "\\"): put("\\\\")
            case 0x08: put("\\b")
            case 0x09: put("\\t")
            case 0x0A: put("\\n")
            case 0x0C: put("\\f")
            case 0x0D: put("\\r")
            case 0..<0x20:
                put("\\u00")
                let digits = String(byte, radix: 16)
                put(digits.count == 1 ? "0" + digits : digits)
            default: output.append(byte)
            }
        }
    }
}

/// Values as text.
enum Text {
    /// For error messages.
    static func shown(_ value: Value) -> String {
        switch value {
        case .string(let text): "'\(text.prefix(80))'"
        case .int(let value): String(value)
        case .uint(let value): "\(value)u"
        case .double(let value): double(value)
        case .bool(let value): String(value)
        default: value.type.name
        }
    }

    /// The shortest digits that read back as the same number; an exponent where the decimal one is
    /// below -4 or above 20.
    static func double(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        let (digits, exponent) = decimal(value.magnitude)
        let sign = value.sign == .minus ? "-" : ""
        guard exponent < -4 || exponent >= 21 else {
            return sign + positional(digits, exponent)
        }
        let first = String(decoding: digits.prefix(1), as: UTF8.self)
        let rest = String(decoding: digits.dropFirst(), as: UTF8.self)
        let size = String(exponent.magnitude)
        return sign + first + (rest.isEmpty ? "" : "." + rest) + "e" + (exponent < 0 ? "-" : "+")
            + (size.count < 2 ? "0" : "") + size
    }

    private static func positional(_ digits: [UInt8], _ exponent: Int) -> String {
        let zero = UInt8(ascii: "0")
        var text: [UInt8] = []
        if exponent < 0 {
            text = [zero, UInt8(ascii: ".")]
            text += Array(repeating: zero, count: -exponent - 1) + digits
        } else if digits.count <= exponent + 1 {
            text = digits + Array(repeating: zero, count: exponent + 1 - digits.count)
        } else {
            text = digits[...exponent] + [UInt8(ascii: ".")] + digits[(exponent + 1)...]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Significant digits and the decimal exponent of the first.
    private static func decimal(_ value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        var exponent = 0
        var point: Int?
        var text = Array(value.description.utf8)[...]
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
        }
        exponent += (point ?? digits.count) - 1
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        exponent -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return digits.isEmpty ? ([UInt8(ascii: "0")], 0) : (digits, exponent)
    }

    /// Seconds with as many decimals as are needed, and an `s`.
    static func duration(_ span: TimeSpan) -> String {
        let total = span.totalNanoseconds.magnitude
        let (seconds, nanoseconds) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
        var text = (span.totalNanoseconds < 0 ? "-" : "") + String(seconds)
        if nanoseconds != 0 {
            var digits = String(nanoseconds)
            digits = String(repeating: "0", count: 9 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text + "s"
    }
}

import Glibc

/// `'%d items'.format([3])`
enum Format {
    static func format(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let template) = left, case .list(let values) = right else {
            return .noSuchOverload(left, right, of: "format")
        }
        if let error = meter.chargeBytes(template.utf8.count) { return .error(error) }
        do {
            return .value(.string(try formatted(template, values, &meter)))
        } catch {
            return .error(error)
        }
    }

    private static func formatted(
        _ template: String,
        _ values: [Value],
        _ meter: inout Meter
    ) throws(EvaluationError) -> String {
        var rest = Array(template.utf8)[...]
        var output: [UInt8] = []
        var used = 0
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                output.append(byte)
                continue
            }
            if rest.first == UInt8(ascii: "%") {
                output.append(rest.removeFirst())
                continue
            }
            let precision = try precision(&rest)
            guard let letter = rest.popFirst() else {
                throw invalid("the format ends within a clause")
            }
            guard values.indices.contains(used) else {
                throw EvaluationError(.outOfRange, "index out of range: \(used)")
            }
            let clause = Clause(letter: letter, precision: precision)
            let text = try clause.text(values[used], &meter)
            if let error = meter.chargeBytes(text.utf8.count) { throw error }
            output += text.utf8
            used += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func precision(_ rest: inout ArraySlice<UInt8>) throws(EvaluationError) -> Int? {
        guard rest.first == UInt8(ascii: ".") else { return nil }
        rest.removeFirst()
        let digits = rest.prefix { $0.isDigit }
        guard (1...3).contains(digits.count) else {
            throw invalid("a precision in the format has one to three digits")
        }
        rest.removeFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    fileprivate static func invalid(_ message: String) -> EvaluationError {
        EvaluationError(.invalidArgument, message)
    }
}

private struct Clause {
    let letter: UInt8
    let precision: Int?

    func text(_ value: Value, _ meter: inout Meter) throws(EvaluationError) -> String {
        switch letter {
        case UInt8(ascii: "s"): return try plain(value, &meter)
        case UInt8(ascii: "d"): return try decimal(value)
        case UInt8(ascii: "f"), UInt8(ascii: "e"): return try floating(value)
        case UInt8(ascii: "b"):
            if case .bool(let flag) = value { return flag ? "1" : "0" }
            return try whole(value, radix: 2)
        case UInt8(ascii: "o"): return try whole(value, radix: 8)
        case UInt8(ascii: "x"): return try hexadecimal(value, uppercase: false)
        case UInt8(ascii: "X"): return try hexadecimal(value, uppercase: true)
        default:
            throw Format.invalid(
                "unknown clause '%\(Unicode.Scalar(letter))' in the format"
            )
        }
    }

    private func mismatch(_ value: Value) -> EvaluationError {
        Format.invalid("'%\(Unicode.Scalar(letter))' cannot format a \(value.type)")
    }

    private func plain(_ value: Value, _ meter: inout Meter) throws(EvaluationError) -> String {
        if let error = meter.charge(1) { throw error }
        switch value {
        case .string(let text): return text
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .null: return "null"
        case .list(let list):
            var texts: [String] = []
            for element in list { texts.append(try plain(element, &meter)) }
            return "[" + texts.joined(separator: ", ") + "]"
        case .map(let map):
            var texts: [(key: String, value: String)] = []
            for (key, value) in zip(map.keys, map.values) {
                texts.append((try plain(key, &meter), try plain(value, &meter)))
            }
            texts.sort { $0.key.precedes($1.key) }
            return "{" + texts.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        default:
            guard case .value(.string(let text)) = Conversion.string(&meter, value) else {
                throw mismatch(value)
            }
            return text
        }
    }

    private func decimal(_ value: Value) throws(EvaluationError) -> String {
        if case .double(let number) = value, !number.isFinite { return Text.double(number) }
        return try whole(value, radix: 10)
    }

    private func whole(
        _ value: Value,
        radix: Int,
        uppercase: Bool = false
    ) throws(EvaluationError) -> String {
        switch value {
        case .int(let number): return String(number, radix: radix, uppercase: uppercase)
        case .uint(let number): return String(number, radix: radix, uppercase: uppercase)
        default: throw mismatch(value)
        }
    }

    private func hexadecimal(_ value: Value, uppercase: Bool) throws(EvaluationError) -> String {
        let bytes: [UInt8]
        switch value {
        case .string(let text): bytes = Array(text.utf8)
        case .bytes(let given): bytes = given
        default: return try whole(value, radix: 16, uppercase: uppercase)
        }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: uppercase) }
            .joined()
    }

    private func floating(_ value: Value) throws(EvaluationError) -> String {
        let number: Double
        switch value {
        case .double(let given): number = given
        case .int(let given): number = Double(given)
        case .uint(let given): number = Double(given)
        default: throw mismatch(value)
        }
        guard number.isFinite else { return Text.double(number) }
        // Correct rounding of binary fractions is what the C library has and Swift's has not.
        var buffer = [CChar](repeating: 0, count: 1400)
        let template = letter == UInt8(ascii: "f") ? "%.*f" : "%.*e"
        let count = withVaList([CInt(precision ?? 6), number]) {
            vsnprintf(&buffer, buffer.count, template, $0)
        }
        return String(
            decoding: buffer.prefix(Int(max(0, count))).map { UInt8(bitPattern: $0) },
            as: UTF8.self
        )
    }
}

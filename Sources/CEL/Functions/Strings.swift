// The strings extension. Positions count Unicode scalars.

enum StringFunction {
    private static let outOfRange = "index out of range"

    static func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    static func charAt(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let text) = left, case .int(let index) = right else {
            return .noSuchOverload(left, right, of: "charAt")
        }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        let scalars = scalars(text)
        if index == scalars.count { return .value(.string("")) }
        guard let position = Int(exactly: index), scalars.indices.contains(position) else {
            return .failure(.outOfRange, "\(outOfRange): \(index)")
        }
        return .value(.string(String(Character(scalars[position]))))
    }

    static func indexOf(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        search("indexOf", &meter, values) { text, part, offset, meter in
            text.position(of: part, from: offset ?? 0, meter: &meter)
        }
    }

    static func lastIndexOf(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        search("lastIndexOf", &meter, values) { text, part, offset, meter in
            var index = min(offset ?? text.count, text.count - part.count)
            while index >= 0 {
                if meter.charge(1) != nil { return nil }
                if text[index..<index + part.count].elementsEqual(part) { return index }
                index -= 1
            }
            return nil
        }
    }

    private static func search(
        _ name: String,
        _ meter: inout Meter,
        _ values: [Value],
        _ find: ([Unicode.Scalar], [Unicode.Scalar], Int?, inout Meter) -> Int?
    ) -> Outcome {
        guard (2...3).contains(values.count), case .string(let text) = values[0],
            case .string(let part) = values[1]
        else { return .noSuchOverload(values, of: name) }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        let scalars = scalars(text)
        var offset: Int?
        if values.count == 3 {
            guard case .int(let given) = values[2] else {
                return .noSuchOverload(values, of: name)
            }
            guard (0...Int64(scalars.count)).contains(given) else {
                return .failure(.outOfRange, "\(outOfRange): \(given)")
            }
            offset = Int(given)
        }
        let found = find(scalars, self.scalars(part), offset, &meter)
        if let error = meter.charge(0) { return .error(error) }
        return .value(.int(Int64(found ?? -1)))
    }

    static func substring(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        guard (2...3).contains(values.count), case .string(let text) = values[0],
            case .int(let start) = values[1]
        else { return .noSuchOverload(values, of: "substring") }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        let scalars = scalars(text)
        var end = Int64(scalars.count)
        if values.count == 3 {
            guard case .int(let given) = values[2] else {
                return .noSuchOverload(values, of: "substring")
            }
            end = given
        }
        guard start >= 0, start <= end, end <= scalars.count else {
            return .failure(.outOfRange, "\(outOfRange): from \(start) to \(end)")
        }
        return .value(.string(string(scalars[Int(start)..<Int(end)])))
    }

    static func lowerASCII(_ meter: inout Meter, _ value: Value) -> Outcome {
        mapped("lowerAscii", &meter, value) { bytes in
            bytes.map { (65...90).contains($0) ? $0 + 32 : $0 }
        }
    }

    static func upperASCII(_ meter: inout Meter, _ value: Value) -> Outcome {
        mapped("upperAscii", &meter, value) { bytes in
            bytes.map { (97...122).contains($0) ? $0 - 32 : $0 }
        }
    }

    private static func mapped(
        _ name: String,
        _ meter: inout Meter,
        _ value: Value,
        _ change: ([UInt8]) -> [UInt8]
    ) -> Outcome {
        guard case .string(let text) = value else { return .noSuchOverload(value, of: name) }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        return .value(.string(String(decoding: change(Array(text.utf8)), as: UTF8.self)))
    }

    static func trim(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .string(let text) = value else { return .noSuchOverload(value, of: "trim") }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        var rest = text.unicodeScalars[...]
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return .value(.string(String(rest)))
    }

    static func reverse(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .string(let text) = value else { return .noSuchOverload(value, of: "reverse") }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        return .value(.string(string(text.unicodeScalars.reversed())))
    }

    private static let escapes: [Unicode.Scalar: String] = [
        "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r",
        "\t": "\\t", "\u{0B}": "\\v", "\\": "\\\\", "\"": "\\\"",
    ]

    static func quote(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .string(let text) = value else {
            return .noSuchOverload(value, of: "strings.quote")
        }
        if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if let escape = escapes[scalar] {
                quoted += escape
            } else {
                quoted.unicodeScalars.append(scalar)
            }
        }
        return .value(.string(quoted + "\""))
    }
}

extension Library {
    private static let changed: [([ValueType], ValueType)] = [([.string], .string)]

    static let strings: [Overload] = [
        method("charAt", [([.string, .int], .string)], .binary(StringFunction.charAt)),
        method(
            "indexOf",
            [([.string, .string], .int), ([.string, .string, .int], .int)],
            .variadic(StringFunction.indexOf)
        ),
        method(
            "lastIndexOf",
            [([.string, .string], .int), ([.string, .string, .int], .int)],
            .variadic(StringFunction.lastIndexOf)
        ),
        method(
            "substring",
            [([.string, .int], .string), ([.string, .int, .int], .string)],
            .variadic(StringFunction.substring)
        ),
        method("lowerAscii", changed, .unary(StringFunction.lowerASCII)),
        method("upperAscii", changed, .unary(StringFunction.upperASCII)),
        method("trim", changed, .unary(StringFunction.trim)),
        method("reverse", changed, .unary(StringFunction.reverse)),
        function("strings.quote", changed, .unary(StringFunction.quote)),
        method(
            "join",
            [([.list(.string)], .string), ([.list(.string), .string], .string)],
            .variadic(StringFunction.join)
        ),
        method(
            "split",
            [([.string, .string], .list(.string)), ([.string, .string, .int], .list(.string))],
            .variadic(StringFunction.split)
        ),
        method(
            "replace",
            [
                ([.string, .string, .string], .string),
                ([.string, .string, .string, .int], .string),
            ],
            .variadic(StringFunction.replace)
        ),
        method("format", [([.string, .list(.dyn)], .string)], .binary(Format.format)),
    ].flatMap(\.self)
}

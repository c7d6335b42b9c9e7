// The functions on strings, bytes and collections that the language itself has.

enum TextFunction {
    static func size(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .string(let text):
            if let error = meter.chargeBytes(text.utf8.count) { return .error(error) }
            return .value(.int(Int64(text.unicodeScalars.count)))
        case .bytes(let bytes): return .value(.int(Int64(bytes.count)))
        case .list(let list): return .value(.int(Int64(list.count)))
        case .map(let map): return .value(.int(Int64(map.count)))
        default: return .noSuchOverload(value, of: "size")
        }
    }

    static func startsWith(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let text) = left, case .string(let part) = right else {
            return .noSuchOverload(left, right, of: "startsWith")
        }
        return .value(.bool(text.utf8.starts(with: part.utf8)))
    }

    static func endsWith(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let text) = left, case .string(let part) = right else {
            return .noSuchOverload(left, right, of: "endsWith")
        }
        return .value(.bool(text.utf8.reversed().starts(with: part.utf8.reversed())))
    }

    static func contains(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let text) = left, case .string(let part) = right else {
            return .noSuchOverload(left, right, of: "contains")
        }
        let (whole, wanted) = (Array(text.utf8), Array(part.utf8))
        if let error = meter.chargeBytes(whole.count) { return .error(error) }
        return .value(.bool(whole.position(of: wanted, from: 0, meter: &meter) != nil))
    }

    static func matches(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        guard case .string(let text) = left, case .string(let pattern) = right else {
            return .noSuchOverload(left, right, of: "matches")
        }
        // Compiling it.
        if let error = meter.charge(pattern.utf8.count) { return .error(error) }
        do throws(EvaluationError) {
            let compiled = try Pattern(pattern)
            if let error = meter.charge(compiled.size) { return .error(error) }
            return .value(.bool(try compiled.matches(text, meter: &meter)))
        } catch {
            return .error(error)
        }
    }
}

extension Array where Element: Equatable {
    /// Where `part` first stands at or after `start`; each comparison is charged in bulk.
    func position(of part: [Element], from start: Int, meter: inout Meter) -> Int? {
        guard part.count <= count else { return nil }
        var index = start
        while index <= count - part.count {
            var length = 0
            while length < part.count, self[index + length] == part[length] { length += 1 }
            if length == part.count { return index }
            if length > 16, meter.charge(length / 16) != nil { return nil }
            index += 1
        }
        return nil
    }
}

extension Library {
    private static let sized: [([ValueType], ValueType)] = [
        ([.string], .int), ([.bytes], .int), ([.list(element)], .int),
        ([.map(key, element)], .int),
    ]
    private static let test: [([ValueType], ValueType)] = [([.string, .string], .bool)]

    static let texts: [Overload] = [
        function("size", sized, .unary(TextFunction.size)),
        method("size", sized, .unary(TextFunction.size)),
        method("startsWith", test, .binary(TextFunction.startsWith)),
        method("endsWith", test, .binary(TextFunction.endsWith)),
        method("contains", test, .binary(TextFunction.contains)),
        method("matches", test, .binary(TextFunction.matches)),
        function("matches", test, .binary(TextFunction.matches)),
    ].flatMap(\.self)
}

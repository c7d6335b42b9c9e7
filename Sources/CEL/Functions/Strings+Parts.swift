// Joining, splitting and replacing: what can grow a text is charged before it is built.
extension StringFunction {
    static func join(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        guard (1...2).contains(values.count), case .list(let list) = values[0] else {
            return .noSuchOverload(values, of: "join")
        }
        var separator = ""
        if values.count == 2 {
            guard case .string(let given) = values[1] else {
                return .noSuchOverload(values, of: "join")
            }
            separator = given
        }
        var texts: [String] = []
        var size = 0
        for value in list {
            guard case .string(let text) = value else { return .noSuchOverload(value, of: "join") }
            texts.append(text)
            size += text.utf8.count + separator.utf8.count
        }
        if let error = meter.chargeBytes(size) { return .error(error) }
        return .value(.string(texts.joined(separator: separator)))
    }

    static func split(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        guard let call = Cut("split", values, &meter, texts: 2) else {
            return .noSuchOverload(values, of: "split")
        }
        if let error = meter.charge(0) { return .error(error) }
        if call.limit == 0 { return .value(.list([])) }
        let limit = call.limit < 0 ? Int.max : call.limit
        let (text, separator) = (call.scalars[0], call.scalars[1])
        var parts: [Value] = []
        var start = 0
        while parts.count < limit - 1 {
            let next: Int
            if separator.isEmpty {
                guard start + 1 < text.count else { break }
                next = start + 1
            } else {
                guard let found = text.position(of: separator, from: start, meter: &meter) else {
                    break
                }
                next = found
            }
            parts.append(.string(string(text[start..<next])))
            start = next + separator.count
        }
        if !separator.isEmpty || start < text.count {
            parts.append(.string(string(text[start...])))
        }
        if let error = meter.charge(parts.count) { return .error(error) }
        return .value(.list(parts))
    }

    static func replace(_ meter: inout Meter, _ values: [Value]) -> Outcome {
        guard let call = Cut("replace", values, &meter, texts: 3) else {
            return .noSuchOverload(values, of: "replace")
        }
        let (text, old, new) = (call.scalars[0], call.scalars[1], call.scalars[2])
        var limit = call.limit < 0 ? Int.max : call.limit
        var result: [Unicode.Scalar] = []
        var start = 0
        while limit > 0, let found = text.position(of: old, from: start, meter: &meter) {
            if let error = meter.charge(1 + new.count / 16) { return .error(error) }
            result += text[start..<found] + new
            limit -= 1
            start = found + old.count
            if old.isEmpty {
                guard start < text.count else { break }
                result.append(text[start])
                start += 1
            }
        }
        if let error = meter.charge(0) { return .error(error) }
        return .value(.string(string(result + text[min(start, text.count)...])))
    }

    /// The arguments of `split` and `replace`: texts, then perhaps a limit.
    private struct Cut {
        var scalars: [[Unicode.Scalar]] = []
        var limit = -1

        init?(_ name: String, _ values: [Value], _ meter: inout Meter, texts: Int) {
            guard values.count == texts || values.count == texts + 1 else { return nil }
            for value in values.prefix(texts) {
                guard case .string(let text) = value else { return nil }
                _ = meter.chargeBytes(text.utf8.count)
                scalars.append(StringFunction.scalars(text))
            }
            if values.count > texts {
                guard case .int(let given) = values[texts] else { return nil }
                limit = Int(given)
            }
        }
    }
}

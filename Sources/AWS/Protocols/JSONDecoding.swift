import Document

extension ServiceModel {
    /// A structure from a JSON object. A member that is null is missing.
    ///
    /// - Parameter losses: takes what items of lists cost. Nil inside of an item, where nothing may be
    ///   lost.
    func members(
        _ json: JSON,
        _ shape: WireShape,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> Object {
        guard case .object(let found) = json else { throw mismatch("an object", json.text) }
        var object = Object()
        for member in shape.members where member.location == nil {
            guard let content = found[member.wireName], !content.isNull else { continue }
            object[member.name] = try value(
                content,
                self[member.shape],
                member.timestampFormat,
                &losses
            )
        }
        return object
    }

    func value(
        _ json: JSON,
        _ shape: WireShape,
        _ format: String?,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        switch (shape.kind, json) {
        case (.structure, _): return .object(try members(json, shape, &losses))
        case (.list(let member), .array(let items)):
            return try list(items, self[member.shape], &losses)
        case (.map(_, let member), .object(let found)):
            var object = Object()
            var inside: Losses?
            for (name, content) in found where !content.isNull {
                object[name] = try value(content, self[member.shape], nil, &inside)
            }
            return .object(object)
        case (.document, _), (.string, .string), (.integer, .int), (.boolean, .bool),
            (.double, .double):
            return json
        case (.double, .int(let number)): return .double(Double(number))
        case (.integer, .double(let number)):
            guard let whole = Int64(exactly: number) else {
                throw mismatch("a whole number", json.text)
            }
            return .int(whole)
        case (.timestamp, .int), (.timestamp, .double):
            guard let time = json.double.flatMap({ WireTime.read(seconds: $0) }) else {
                throw mismatch("a time", json.text)
            }
            return .string(time.rfc3339)
        case (.timestamp, .string(let text)), (.blob, .string(let text)):
            return try scalar(text, shape)
        default: throw mismatch("another type", json.text)
        }
    }

    private func list(
        _ items: [JSON],
        _ shape: WireShape,
        _ losses: inout Losses?
    ) throws(UnreadableAnswer) -> JSON {
        var values: [JSON] = []
        var inside: Losses?
        for item in items {
            try losses?.goOn()
            do throws(UnreadableAnswer) {
                values.append(try value(item, shape, nil, &inside))
            } catch {
                guard losses != nil else { throw error }
                losses?.add(error.reason)
            }
        }
        return .array(values)
    }
}

import Document

/// Values as `cel.expr.Value` in the JSON form of protocol buffers.
enum ConformanceValue {
    private static let prefix = "type.googleapis.com/"

    static func decode(_ json: JSON) throws(EvaluationError) -> Value {
        guard case .object(let object) = json, object.count == 1,
            let (kind, content) = object.first(where: { _ in true }),
            let value = try decode(kind, content)
        else { throw EvaluationError(.invalidArgument, "a bound value cannot be read") }
        return value
    }

    private static func decode(
        _ kind: String,
        _ content: JSON
    ) throws(EvaluationError) -> Value? {
        switch kind {
        case "nullValue": return .null
        case "boolValue": return content.bool.map { .bool($0) }
        case "int64Value":
            return (content.int ?? content.string.flatMap { Int64($0) }).map { .int($0) }
        case "uint64Value":
            return
                (content.int.flatMap { UInt64(exactly: $0) }
                ?? content.string.flatMap { UInt64($0) }).map { .uint($0) }
        case "doubleValue":
            return (content.double ?? content.string.flatMap { Double($0) }).map { .double($0) }
        case "stringValue": return content.string.map { .string($0) }
        case "bytesValue":
            return content.string.flatMap { Base64.decode($0) }.map { .bytes($0) }
        case "typeValue":
            return content.string.map { .type(Environment.types[$0] ?? .object($0)) }
        case "listValue":
            var list: [Value] = []
            for element in content["values"]?.array ?? [] { list.append(try decode(element)) }
            return .list(list)
        case "mapValue":
            var map = ValueMap()
            for entry in content["entries"]?.array ?? [] {
                guard let key = entry["key"], let value = entry["value"],
                    map.insert(try decode(key), try decode(value))
                else { return nil }
            }
            return .map(map)
        case "objectValue":
            let text = content["value"]?.string ?? ""
            switch content["@type"]?.string {
            case prefix + ValueType.timestamp.name: return Timestamp(text).map { .timestamp($0) }
            case prefix + ValueType.duration.name: return TimeSpan(text).map { .duration($0) }
            default: return nil
            }
        default: return nil
        }
    }

    static func encode(_ value: Value) throws(EvaluationError) -> JSON {
        switch value {
        case .null: return ["nullValue": .null]
        case .bool(let value): return ["boolValue": .bool(value)]
        case .int(let value): return ["int64Value": .string(String(value))]
        case .uint(let value): return ["uint64Value": .string(String(value))]
        case .double(let value):
            return ["doubleValue": value.isFinite ? .double(value) : .string(Text.double(value))]
        case .string(let value): return ["stringValue": .string(value)]
        case .bytes(let value): return ["bytesValue": .string(Base64.encode(value))]
        case .type(let type): return ["typeValue": .string(type.name)]
        case .list(let list):
            var values: [JSON] = []
            for element in list { values.append(try encode(element)) }
            return ["listValue": ["values": .array(values)]]
        case .map(let map):
            var entries: [JSON] = []
            for (key, value) in zip(map.keys, map.values) {
                entries.append(["key": try encode(key), "value": try encode(value)])
            }
            return ["mapValue": ["entries": .array(entries)]]
        case .timestamp(let value): return object(.timestamp, value.rfc3339)
        case .duration(let value): return object(.duration, Text.duration(value))
        case .ip(let value): return object(.ip, value.description)
        case .cidr(let value): return object(.cidr, value.description)
        case .optional, .object:
            throw EvaluationError(.invalidArgument, "\(value.type) has no JSON form")
        }
    }

    private static func object(_ type: ValueType, _ text: String) -> JSON {
        ["objectValue": ["@type": .string(prefix + type.name), "value": .string(text)]]
    }
}

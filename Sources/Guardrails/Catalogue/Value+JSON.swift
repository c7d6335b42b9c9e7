import CEL
import Document

extension Value {
    /// As a parameter of an action has it; nil for what no document holds.
    var json: JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string(let value): return .string(value)
        case .timestamp(let value): return .string(value.rfc3339)
        case .list(let items):
            let values = items.compactMap(\.json)
            return values.count == items.count ? .array(values) : nil
        case .map(let map):
            var object = Object()
            for (key, value) in zip(map.keys, map.values) {
                guard case .string(let name) = key, let json = value.json else { return nil }
                object[name] = json
            }
            return .object(object)
        default: return nil
        }
    }
}

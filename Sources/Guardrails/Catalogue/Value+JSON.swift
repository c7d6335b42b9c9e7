import CEL
import Document

extension Value {
    /// As a parameter of an action has it; nil for what no document holds.
    var json: JSON? { json { _ in nil } }

    /// Nil for what no document holds.
    ///
    /// - Parameter members: of an object; nil where it is not to be in a document.
    package func json(_ members: (any ObjectValue) -> Object?) -> JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string(let value): return .string(value)
        case .timestamp(let value): return .string(value.rfc3339)
        case .list(let items):
            let values = items.compactMap { $0.json(members) }
            return values.count == items.count ? .array(values) : nil
        case .map(let map):
            var object = Object()
            for (key, value) in zip(map.keys, map.values) {
                guard case .string(let name) = key, let json = value.json(members) else {
                    return nil
                }
                object[name] = json
            }
            return .object(object)
        case .object(let object): return members(object).map { .object($0) }
        default: return nil
        }
    }
}

import CEL
import Document
import Guardrails

extension Value {
    /// As an input of a step has it; nil for what no document holds.
    var document: JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string(let value): return .string(value)
        case .timestamp(let value): return .string(value.rfc3339)
        case .list(let items):
            let values = items.compactMap(\.document)
            return values.count == items.count ? .array(values) : nil
        case .map(let map):
            var object = Object()
            for (key, value) in zip(map.keys, map.values) {
                guard case .string(let name) = key, let json = value.document else { return nil }
                object[name] = json
            }
            return .object(object)
        case .object(let value as StepOutputs): return .object(value.members)
        case .object(let value as DocumentObject): return .object(value.members)
        default: return nil
        }
    }
}

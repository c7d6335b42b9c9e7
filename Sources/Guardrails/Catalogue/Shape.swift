import CEL
import Document

/// The type of a catalogue field: how a document's value is checked and what conditions see.
public indirect enum Shape: Sendable, Hashable {
    case text, flag, int, double, timestamp
    case list(Shape)
    /// Arbitrary text keys, such as tags.
    case map(Shape)
    /// A part with fields of its own, by its name in ``ResourceType/elements``.
    case element(String)
    /// As AWS gives it; checked only when a condition is evaluated.
    case any

    public var valueType: ValueType {
        switch self {
        case .text: .string
        case .flag: .bool
        case .int: .int
        case .double: .double
        case .timestamp: .timestamp
        case .list(let element): .list(element.valueType)
        case .map(let value): .map(.string, value.valueType)
        case .element(let name): .object(name)
        case .any: .dyn
        }
    }

    /// For people who write conditions.
    public var name: String {
        switch self {
        case .text: "text"
        case .flag: "flag"
        case .int: "int"
        case .double: "double"
        case .timestamp: "timestamp"
        case .list(let element): "list of \(element.name)"
        case .map(let value): "map of \(value.name)"
        case .element(let name): name
        case .any: "any"
        }
    }

    /// For messages: what should be written.
    public var expectation: String {
        switch self {
        case .text: "text"
        case .flag: "true or false"
        case .int: "a whole number"
        case .double: "a number"
        case .timestamp: "a time such as 2026-01-03T10:00:00Z"
        case .list: "a list"
        case .map, .element: "a mapping"
        case .any: "anything"
        }
    }
}

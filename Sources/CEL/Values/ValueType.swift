/// A type of the language, as declared for variables and deduced by the checker.
public indirect enum ValueType: Sendable, Hashable {
    /// Any type; checked when the expression is evaluated.
    case dyn
    case null
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case timestamp
    case duration
    case list(ValueType)
    case map(ValueType, ValueType)
    /// The type of types; nil where it is not said which.
    case type(ValueType?)
    case optional(ValueType)
    /// A host type by its name in `Declarations.objects`.
    case object(String)
    case ip
    case cidr
    /// Null or the wrapped basic type.
    case nullable(ValueType)
    /// An opaque type that the host's functions make and take.
    case abstract(String, [ValueType])
    /// A type parameter of a function's signature.
    case parameter(String)
}

extension ValueType {
    /// The name that `type(x)` shows, without parameters.
    public var name: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .type: "type"
        case .optional: "optional_type"
        case .object(let name): name
        case .ip: "net.IP"
        case .cidr: "net.CIDR"
        case .nullable(let type): type.name
        case .abstract(let name, _): name
        case .parameter(let name): name
        }
    }
}

extension ValueType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .type(let type?): "type(\(type))"
        case .optional(let type): "optional(\(type))"
        case .nullable(let type): "wrapper(\(type))"
        case .abstract(let name, let parameters) where !parameters.isEmpty:
            "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
        case .timestamp: "timestamp"
        case .duration: "duration"
        default: name
        }
    }
}

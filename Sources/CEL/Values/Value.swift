import Document

/// A value that an expression computes with.
public enum Value: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([Value])
    indirect case map(ValueMap)
    case timestamp(Timestamp)
    case duration(TimeSpan)
    case type(ValueType)
    /// `optional.none()` is nil.
    indirect case optional(Value?)
    indirect case object(any ObjectValue)
    indirect case ip(IPAddress)
    indirect case cidr(NetworkPrefix)
}

extension Value {
    /// The type at run time. Lists and maps do not know the types of their elements: those are dyn.
    public var type: ValueType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list(.dyn)
        case .map: .map(.dyn, .dyn)
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type(nil)
        case .optional: .optional(.dyn)
        case .object(let object): .object(object.typeName)
        case .ip: .ip
        case .cidr: .cidr
        }
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
    // No nil literal: in an optional value it would silently become a null that is there.
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

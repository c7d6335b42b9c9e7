/// A host value with declared fields, read when an expression asks for them.
public protocol ObjectValue: Sendable {
    /// A name in `Declarations.objects`.
    var typeName: String { get }
    func field(_ name: String) -> Field
    func isEqual(to other: any ObjectValue) -> Bool
}

/// What stands behind a variable's or a field's name.
public enum Field: Sendable {
    case value(Value)
    /// `has()` is false, selecting is an error.
    case absent
    /// Selecting and `has()` are unknown; the strings say what is missing.
    case unknown(Set<String>)
}

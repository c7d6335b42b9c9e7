/// A map key in the form in which equal numbers of any kind are one key.
enum MapKey: Sendable {
    case bool(Bool)
    case int(Int64)
    /// Only beyond the range of int.
    case uint(UInt64)
    case string(String)

    /// Nil for values that no key can equal.
    init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value):
            if let small = Int64(exactly: value) { self = .int(small) } else { self = .uint(value) }
        case .double(let value):
            if let int = Int64(exactly: value) {
                self = .int(int)
            } else if let uint = UInt64(exactly: value) {
                self = .uint(uint)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }
}

extension MapKey: Hashable {
    static func == (left: MapKey, right: MapKey) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.hasSameText(as: right)
        case (.int(let left), .int(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.uint(let left), .uint(let right)): left == right
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        }
    }
}

extension String {
    /// Equality by code points: Swift's own would also equate canonically equivalent texts.
    func hasSameText(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let (left, right) = (utf8Span.span, other.utf8Span.span)
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    func precedes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }
}

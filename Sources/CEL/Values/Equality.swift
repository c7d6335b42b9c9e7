/// Equality between values of any kinds: numbers by their mathematical value, other kinds never
/// equal each other.
enum Equality {
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.hasSameText(as: right)
        case (.int(let left), .int(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.uint(let left), .uint(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)):
            left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
        case (.map(let left), .map(let right)): areEqual(left, right)
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.type(let left), .type(let right)): left.name == right.name
        case (.optional(let left), .optional(let right)): areEqual(left, right)
        case (.object(let left), .object(let right)): left.isEqual(to: right)
        case (.ip(let left), .ip(let right)): left == right
        case (.cidr(let left), .cidr(let right)): left == right
        default: Order.compare(left, right, acrossKinds: true) == .equal
        }
    }

    private static func areEqual(_ left: ValueMap, _ right: ValueMap) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in zip(left.keys, left.values) {
            guard let other = right[key], areEqual(value, other) else { return false }
        }
        return true
    }

    private static func areEqual(_ left: Value?, _ right: Value?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): areEqual(left, right)
        default: false
        }
    }

    /// A rough count of the comparisons that equality may take, for the meter; not deep.
    static func cost(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.list(let left), .list(let right)): 1 + min(left.count, right.count)
        case (.map(let left), .map(let right)): 1 + min(left.count, right.count)
        case (.string(let left), .string(let right)):
            1 + min(left.utf8.count, right.utf8.count) / 16
        case (.bytes(let left), .bytes(let right)): 1 + min(left.count, right.count) / 16
        default: 1
        }
    }
}

/// Equality between values of any kinds: numbers by their mathematical value, other kinds never
/// equal each other.
enum Equality {
    /// Charges one unit an element, because values that share their parts can be exponentially
    /// large; false when the meter is spent.
    static func areEqual(_ left: Value, _ right: Value, _ meter: inout Meter) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.hasSameText(as: right)
        case (.int(let left), .int(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.uint(let left), .uint(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        case (.list(let left), .list(let right)): areEqual(left, right, &meter)
        case (.map(let left), .map(let right)): areEqual(left, right, &meter)
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.duration(let left), .duration(let right)): left == right
        case (.type(let left), .type(let right)): left.name == right.name
        case (.optional(let left), .optional(let right)): areEqual(left, right, &meter)
        case (.object(let left), .object(let right)): left.isEqual(to: right)
        case (.ip(let left), .ip(let right)): left == right
        case (.cidr(let left), .cidr(let right)): left == right
        default: Order.compare(left, right, acrossKinds: true) == .equal
        }
    }

    private static func areEqual(_ left: [Value], _ right: [Value], _ meter: inout Meter) -> Bool {
        guard left.count == right.count else { return false }
        for (left, right) in zip(left, right) {
            guard meter.charge(1) == nil, areEqual(left, right, &meter) else { return false }
        }
        return true
    }

    private static func areEqual(
        _ left: ValueMap,
        _ right: ValueMap,
        _ meter: inout Meter
    ) -> Bool {
        guard left.count == right.count else { return false }
        for (key, value) in zip(left.keys, left.values) {
            guard meter.charge(1) == nil, let other = right[key], areEqual(value, other, &meter)
            else { return false }
        }
        return true
    }

    private static func areEqual(_ left: Value?, _ right: Value?, _ meter: inout Meter) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        case (let left?, let right?): meter.charge(1) == nil && areEqual(left, right, &meter)
        default: false
        }
    }
}

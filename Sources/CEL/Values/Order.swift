/// Ordering of the kinds that have one.
enum Order {
    enum Relation {
        case less, equal, greater
        /// A NaN is involved.
        case unordered
    }

    /// Nil where the kinds do not compare.
    ///
    /// - Parameter acrossKinds: for equality, where values of other kinds are just not equal.
    static func compare(_ left: Value, _ right: Value, acrossKinds: Bool = false) -> Relation? {
        switch (left, right) {
        case (.int(let left), .int(let right)): relation(left, right)
        case (.uint(let left), .uint(let right)): relation(left, right)
        case (.double(let left), .double(let right)): relation(left, right)
        case (.int(let left), .uint(let right)):
            left < 0 ? .less : relation(UInt64(left), right)
        case (.uint(let left), .int(let right)):
            right < 0 ? .greater : relation(left, UInt64(right))
        case (.int(let left), .double(let right)): relation(left, right, acrossKinds)
        case (.uint(let left), .double(let right)): relation(left, right, acrossKinds)
        case (.double(let left), .int(let right)): relation(right, left, acrossKinds).reversed
        case (.double(let left), .uint(let right)): relation(right, left, acrossKinds).reversed
        case _ where acrossKinds: nil
        case (.string(let left), .string(let right)): relation(left, right)
        case (.bytes(let left), .bytes(let right)):
            left == right ? .equal : left.lexicographicallyPrecedes(right) ? .less : .greater
        case (.bool(let left), .bool(let right)):
            left == right ? .equal : right ? .less : .greater
        case (.timestamp(let left), .timestamp(let right)): relation(left, right)
        case (.duration(let left), .duration(let right)): relation(left, right)
        default: nil
        }
    }

    @inline(__always)
    private static func relation<T: Comparable>(_ left: T, _ right: T) -> Relation {
        left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
    }

    private static func relation(_ left: String, _ right: String) -> Relation {
        left.hasSameText(as: right) ? .equal : left.precedes(right) ? .less : .greater
    }

    /// As on a number line. Only the first double beyond the integer's range, 2^63 or 2^64, orders
    /// as equal to the largest integers, which the language's conformance cases ask for; it does not
    /// equal them.
    private static func relation<T: FixedWidthInteger>(
        _ left: T,
        _ right: Double,
        _ isForEquality: Bool
    ) -> Relation {
        // Rounding keeps the order, so only what it made equal is looked at again.
        let rounded = relation(Double(left), right)
        guard rounded == .equal else { return rounded }
        if let exact = T(exactly: right) { return relation(left, exact) }
        return isForEquality ? .less : .equal
    }
}

extension Order.Relation {
    fileprivate var reversed: Order.Relation {
        switch self {
        case .less: .greater
        case .greater: .less
        default: self
        }
    }
}

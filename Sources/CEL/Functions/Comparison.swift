/// Equality, ordering and membership on values of any kind.
enum Comparison {
    static func equal(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        let isEqual = Equality.areEqual(left, right, &meter)
        if let error = meter.charge(0) { return .error(error) }
        return .value(.bool(isEqual))
    }

    static func notEqual(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        let isEqual = Equality.areEqual(left, right, &meter)
        if let error = meter.charge(0) { return .error(error) }
        return .value(.bool(!isEqual))
    }

    @inline(__always)
    private static func ordered(
        _ left: Value,
        _ right: Value,
        _ name: String,
        _ holds: (Order.Relation) -> Bool
    ) -> Outcome {
        guard let relation = Order.compare(left, right) else {
            return .noSuchOverload(left, right, of: name)
        }
        return .value(.bool(holds(relation)))
    }

    static func less(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        ordered(left, right, "<") { $0 == .less }
    }

    static func lessOrEqual(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        ordered(left, right, "<=") { $0 == .less || $0 == .equal }
    }

    static func greater(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        ordered(left, right, ">") { $0 == .greater }
    }

    static func greaterOrEqual(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        ordered(left, right, ">=") { $0 == .greater || $0 == .equal }
    }

    static func within(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch right {
        case .list(let list):
            var isFound = false
            for element in list where !isFound {
                if let error = meter.charge(1) { return .error(error) }
                isFound = Equality.areEqual(left, element, &meter)
            }
            if let error = meter.charge(0) { return .error(error) }
            return .value(.bool(isFound))
        case .map(let map): return .value(.bool(map[left] != nil))
        default: return .noSuchOverload(left, right, of: "in")
        }
    }
}

extension Library {
    private static let ordered: [([ValueType], ValueType)] =
        [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration].map {
            ([$0, $0], .bool)
        }
        + [(.int, .uint), (.int, .double), (.uint, .double)].flatMap {
            (left: ValueType, right: ValueType) -> [([ValueType], ValueType)] in
            [([left, right], .bool), ([right, left], .bool)]
        }

    static let comparison: [Overload] = [
        function(Operator.equal, [([element, element], .bool)], .binary(Comparison.equal)),
        function(Operator.notEqual, [([element, element], .bool)], .binary(Comparison.notEqual)),
        function(Operator.less, ordered, .binary(Comparison.less)),
        function(Operator.lessOrEqual, ordered, .binary(Comparison.lessOrEqual)),
        function(Operator.greater, ordered, .binary(Comparison.greater)),
        function(Operator.greaterOrEqual, ordered, .binary(Comparison.greaterOrEqual)),
        function(
            Operator.within,
            [
                ([element, .list(element)], .bool),
                ([key, .map(key, .parameter("V"))], .bool),
            ],
            .binary(Comparison.within)
        ),
    ].flatMap(\.self)
}

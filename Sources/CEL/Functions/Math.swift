// The math extension.

enum MathFunction {
    static func extreme(
        _ name: String,
        _ values: [Value],
        _ wanted: Order.Relation
    ) -> Outcome {
        var candidates = values
        if values.count == 1, case .list(let list) = values[0] {
            candidates = list
            guard !list.isEmpty else {
                return .failure(.invalidArgument, "\(name)() needs at least one number")
            }
        }
        var best: Value?
        for value in candidates {
            guard value.isNumber else { return .noSuchOverload(values, of: name) }
            guard let known = best else {
                best = value
                continue
            }
            if Order.compare(value, known) == wanted { best = value }
        }
        return best.map { .value($0) } ?? .noSuchOverload(values, of: name)
    }

    static func rounded(
        _ name: String,
        _ rule: FloatingPointRoundingRule
    ) -> @Sendable (inout Meter, Value) -> Outcome {
        { _, value in
            guard case .double(let number) = value else { return .noSuchOverload(value, of: name) }
            return .value(.double(number.rounded(rule)))
        }
    }

    static func test(
        _ name: String,
        _ holds: @escaping @Sendable (Double) -> Bool
    ) -> @Sendable (inout Meter, Value) -> Outcome {
        { _, value in
            guard case .double(let number) = value else { return .noSuchOverload(value, of: name) }
            return .value(.bool(holds(number)))
        }
    }

    static func abs(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int(.min): .failure(.overflow, "integer overflow")
        case .int(let number): .value(.int(Swift.abs(number)))
        case .uint: .value(value)
        case .double(let number): .value(.double(number.magnitude))
        default: .noSuchOverload(value, of: "math.abs")
        }
    }

    static func sign(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int(let number): .value(.int(number.signum()))
        case .uint(let number): .value(.uint(number == 0 ? 0 : 1))
        case .double(let number):
            .value(.double(number.isNaN ? .nan : number > 0 ? 1 : number < 0 ? -1 : 0))
        default: .noSuchOverload(value, of: "math.sign")
        }
    }

    static func squareRoot(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int(let number): .value(.double(Double(number).squareRoot()))
        case .uint(let number): .value(.double(Double(number).squareRoot()))
        case .double(let number): .value(.double(number.squareRoot()))
        default: .noSuchOverload(value, of: "math.sqrt")
        }
    }

    static func bits(
        _ name: String,
        _ combine: @escaping @Sendable (UInt64, UInt64) -> UInt64
    ) -> @Sendable (inout Meter, Value, Value) -> Outcome {
        { _, left, right in
            switch (left, right) {
            case (.int(let left), .int(let right)):
                .value(
                    .int(
                        Int64(
                            bitPattern: combine(
                                UInt64(bitPattern: left),
                                UInt64(bitPattern: right)
                            )
                        )
                    )
                )
            case (.uint(let left), .uint(let right)): .value(.uint(combine(left, right)))
            default: .noSuchOverload(left, right, of: name)
            }
        }
    }

    static func bitNot(_ meter: inout Meter, _ value: Value) -> Outcome {
        switch value {
        case .int(let number): .value(.int(~number))
        case .uint(let number): .value(.uint(~number))
        default: .noSuchOverload(value, of: "math.bitNot")
        }
    }

    /// Shifts the bits, not the number: from the left come zeros.
    static func shift(
        _ name: String,
        _ move: @escaping @Sendable (UInt64, Int64) -> UInt64
    ) -> @Sendable (inout Meter, Value, Value) -> Outcome {
        { _, left, right in
            guard case .int(let count) = right else {
                return .noSuchOverload(left, right, of: name)
            }
            guard count >= 0 else {
                return .failure(.invalidArgument, "\(name)() by a negative count: \(count)")
            }
            switch left {
            case .int(let number):
                return .value(.int(Int64(bitPattern: move(UInt64(bitPattern: number), count))))
            case .uint(let number): return .value(.uint(move(number, count)))
            default: return .noSuchOverload(left, right, of: name)
            }
        }
    }
}

extension Value {
    fileprivate var isNumber: Bool {
        switch self {
        case .int, .uint, .double: true
        default: false
        }
    }
}

extension Library {
    private static let kinds: [ValueType] = [.int, .uint, .double]
    private static let same: [([ValueType], ValueType)] = kinds.map { ([$0], $0) }
    private static let toDouble: [([ValueType], ValueType)] = [([.double], .double)]
    private static let toBool: [([ValueType], ValueType)] = [([.double], .bool)]
    private static let bitPairs: [([ValueType], ValueType)] = [
        ([.int, .int], .int), ([.uint, .uint], .uint),
    ]
    private static let shifts: [([ValueType], ValueType)] = [
        ([.int, .int], .int), ([.uint, .int], .uint),
    ]
    /// One number, two of any kinds, or a list.
    private static let extremes: [([ValueType], ValueType)] =
        same + kinds.map { ([.list($0)], $0) }
        + kinds.flatMap { left in
            kinds.map { right in ([left, right], left == right ? left : .dyn) }
        }

    static let math: [Overload] = [
        function(
            "math.greatest",
            extremes,
            .variadic { _, values in MathFunction.extreme("math.greatest", values, .greater) }
        ),
        function(
            "math.least",
            extremes,
            .variadic { _, values in MathFunction.extreme("math.least", values, .less) }
        ),
        function("math.ceil", toDouble, .unary(MathFunction.rounded("math.ceil", .up))),
        function("math.floor", toDouble, .unary(MathFunction.rounded("math.floor", .down))),
        function(
            "math.round",
            toDouble,
            .unary(MathFunction.rounded("math.round", .toNearestOrAwayFromZero))
        ),
        function("math.trunc", toDouble, .unary(MathFunction.rounded("math.trunc", .towardZero))),
        function("math.abs", same, .unary(MathFunction.abs)),
        function("math.sign", same, .unary(MathFunction.sign)),
        function("math.sqrt", kinds.map { ([$0], .double) }, .unary(MathFunction.squareRoot)),
        function("math.isNaN", toBool, .unary(MathFunction.test("math.isNaN") { $0.isNaN })),
        function("math.isInf", toBool, .unary(MathFunction.test("math.isInf") { $0.isInfinite })),
        function(
            "math.isFinite",
            toBool,
            .unary(MathFunction.test("math.isFinite") { $0.isFinite })
        ),
        function("math.bitAnd", bitPairs, .binary(MathFunction.bits("math.bitAnd") { $0 & $1 })),
        function("math.bitOr", bitPairs, .binary(MathFunction.bits("math.bitOr") { $0 | $1 })),
        function("math.bitXor", bitPairs, .binary(MathFunction.bits("math.bitXor") { $0 ^ $1 })),
        function("math.bitNot", [([.int], .int), ([.uint], .uint)], .unary(MathFunction.bitNot)),
        function(
            "math.bitShiftLeft",
            shifts,
            .binary(MathFunction.shift("math.bitShiftLeft") { $0 << $1 })
        ),
        function(
            "math.bitShiftRight",
            shifts,
            .binary(MathFunction.shift("math.bitShiftRight") { $0 >> $1 })
        ),
    ].flatMap(\.self)
}

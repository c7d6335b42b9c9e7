// Optional values. `or` and `orValue` evaluate their argument only where it is needed.

/// `a.or(b)` and `a.orValue(b)`.
final class Alternative: Instruction {
    private let operand: any Instruction
    private let other: any Instruction
    private let unwraps: Bool
    private let offset: Int

    init(_ operand: any Instruction, _ other: any Instruction, unwraps: Bool, offset: Int) {
        self.operand = operand
        self.other = other
        self.unwraps = unwraps
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        let outcome = operand.evaluate(&frame)
        guard case .value(let value) = outcome else { return outcome }
        guard case .optional(let wrapped) = value else {
            return Outcome.noSuchOverload(value, of: unwraps ? "orValue" : "or").at(offset)
        }
        guard let wrapped else { return other.evaluate(&frame) }
        return unwraps ? .value(wrapped) : outcome
    }
}

enum OptionalFunction {
    static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let value): !value
        case .int(let value): value == 0
        case .uint(let value): value == 0
        case .double(let value): value == 0
        case .string(let value): value.isEmpty
        case .bytes(let value): value.isEmpty
        case .list(let value): value.isEmpty
        case .map(let value): value.isEmpty
        case .duration(let value): value.totalNanoseconds == 0
        case .optional(let value): value == nil
        case .timestamp(let value): value.seconds == 0 && value.nanoseconds == 0
        case .type, .object, .ip, .cidr: false
        }
    }

    static func value(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .optional(let wrapped) = value else {
            return .noSuchOverload(value, of: "value")
        }
        return wrapped.map { .value($0) }
            ?? .failure(.invalidArgument, "optional.none() has no value")
    }

    static func hasValue(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .optional(let wrapped) = value else {
            return .noSuchOverload(value, of: "hasValue")
        }
        return .value(.bool(wrapped != nil))
    }

    static func unwrap(_ meter: inout Meter, _ value: Value) -> Outcome {
        guard case .list(let list) = value else { return .noSuchOverload(value, of: "unwrap") }
        if let error = meter.charge(list.count) { return .error(error) }
        var values: [Value] = []
        for element in list {
            guard case .optional(let wrapped) = element else {
                return .noSuchOverload(element, of: "unwrap")
            }
            if let wrapped { values.append(wrapped) }
        }
        return .value(.list(values))
    }

    static func edge(
        _ name: String,
        _ pick: @escaping @Sendable ([Value]) -> Value?
    ) -> @Sendable (inout Meter, Value) -> Outcome {
        { _, value in
            guard case .list(let list) = value else { return .noSuchOverload(value, of: name) }
            return .value(.optional(pick(list)))
        }
    }
}

extension Library {
    private static let wrapped = ValueType.optional(element)

    static let optionals: [Overload] = [
        function(
            "optional.of",
            [([element], wrapped)],
            .unary { _, value in .value(.optional(value)) }
        ),
        function(
            "optional.ofNonZeroValue",
            [([element], wrapped)],
            .unary { _, value in
                .value(.optional(OptionalFunction.isZero(value) ? nil : value))
            }
        ),
        function(
            "optional.none",
            [([], wrapped)],
            .variadic { _, _ in .value(.optional(nil)) }
        ),
        function(
            "optional.unwrap",
            [([.list(wrapped)], .list(element))],
            .unary(OptionalFunction.unwrap)
        ),
        method(
            "unwrapOpt",
            [([.list(wrapped)], .list(element))],
            .unary(OptionalFunction.unwrap)
        ),
        method("value", [([wrapped], element)], .unary(OptionalFunction.value)),
        method("hasValue", [([wrapped], .bool)], .unary(OptionalFunction.hasValue)),
        method(
            "first",
            [([.list(element)], wrapped)],
            .unary(OptionalFunction.edge("first", \.first))
        ),
        method(
            "last",
            [([.list(element)], wrapped)],
            .unary(OptionalFunction.edge("last", \.last))
        ),
        // These two are planned as `Alternative`; the bodies serve only calls with several overloads.
        method(
            "or",
            [([wrapped, wrapped], wrapped)],
            .binary { _, left, right in
                guard case .optional(let value) = left else {
                    return .noSuchOverload(left, right, of: "or")
                }
                return .value(value == nil ? right : left)
            }
        ),
        method(
            "orValue",
            [([wrapped, element], element)],
            .binary { _, left, right in
                guard case .optional(let value) = left else {
                    return .noSuchOverload(left, right, of: "orValue")
                }
                return .value(value ?? right)
            }
        ),
    ].flatMap(\.self)
}

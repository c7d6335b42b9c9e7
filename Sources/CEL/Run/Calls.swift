/// What a function computes, and how many arguments it takes; a receiver counts as one.
final class Implementation: Sendable {
    enum Body: Sendable {
        case unary(@Sendable (inout Meter, Value) -> Outcome)
        case binary(@Sendable (inout Meter, Value, Value) -> Outcome)
        case variadic(@Sendable (inout Meter, [Value]) -> Outcome)
    }

    let body: Body
    let isHost: Bool

    init(_ body: Body, isHost: Bool = false) {
        self.body = body
        self.isHost = isHost
    }

    func call(_ arguments: [Value], _ meter: inout Meter) -> Outcome {
        switch body {
        case .unary(let function):
            arguments.count == 1 ? function(&meter, arguments[0]) : .noSuchOverload(arguments)
        case .binary(let function):
            arguments.count == 2
                ? function(&meter, arguments[0], arguments[1]) : .noSuchOverload(arguments)
        case .variadic(let function): function(&meter, arguments)
        }
    }
}

final class UnaryCall: Instruction {
    private let function: @Sendable (inout Meter, Value) -> Outcome
    private let argument: any Instruction
    private let offset: Int

    init(
        _ function: @escaping @Sendable (inout Meter, Value) -> Outcome,
        _ argument: any Instruction,
        offset: Int
    ) {
        self.function = function
        self.argument = argument
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        switch argument.evaluate(&frame) {
        case .value(let value): return function(&frame.meter, value).at(offset)
        case let other: return other
        }
    }
}

final class BinaryCall: Instruction {
    private let function: @Sendable (inout Meter, Value, Value) -> Outcome
    private let left: any Instruction
    private let right: any Instruction
    private let offset: Int

    init(
        _ function: @escaping @Sendable (inout Meter, Value, Value) -> Outcome,
        _ left: any Instruction,
        _ right: any Instruction,
        offset: Int
    ) {
        self.function = function
        self.left = left
        self.right = right
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        let (first, second) = (left.evaluate(&frame), right.evaluate(&frame))
        guard case .value(let left) = first, case .value(let right) = second else {
            return .strict(first, second)
        }
        return function(&frame.meter, left, right).at(offset)
    }
}

/// Any number of arguments; chooses among overloads by the kinds of the arguments where more than
/// one implementation is left.
final class Call: Instruction {
    private let overloads: [Overload]
    private let arguments: [any Instruction]
    private let offset: Int

    init(_ overloads: [Overload], _ arguments: [any Instruction], offset: Int) {
        self.overloads = overloads
        self.arguments = arguments
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        var rest: [Outcome] = []
        for argument in arguments {
            switch argument.evaluate(&frame) {
            case .value(let value): values.append(value)
            case let other: rest.append(other)
            }
        }
        guard rest.isEmpty else { return .strict(rest) }
        for overload in overloads where overload.accepts(values) {
            return overload.implementation.call(values, &frame.meter).at(offset)
        }
        return Outcome.noSuchOverload(values, of: overloads.first?.name).at(offset)
    }
}

extension Outcome {
    static func noSuchOverload(_ arguments: Value..., of name: String? = nil) -> Outcome {
        noSuchOverload(arguments, of: name)
    }

    static func noSuchOverload(_ arguments: [Value], of name: String? = nil) -> Outcome {
        let types = arguments.map { $0.type.name }.joined(separator: ", ")
        let function = name.map { " of '\($0)'" } ?? ""
        return .error(
            EvaluationError(.noSuchOverload, "no such overload\(function) for (\(types))")
        )
    }

    static func failure(_ kind: EvaluationError.Kind, _ message: String) -> Outcome {
        .error(EvaluationError(kind, message))
    }
}

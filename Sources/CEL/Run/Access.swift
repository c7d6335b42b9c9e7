/// Reading fields, keys and elements.
enum Access {
    static func select(_ value: Value, _ field: String) -> Outcome {
        switch value {
        case .object(let object):
            switch object.field(field) {
            case .value(let value): return .value(value)
            case .unknown(let names): return .unknown(names)
            case .absent: return .error(noSuchField(field, object.typeName))
            }
        case .map(let map):
            guard let value = map[field] else { return .error(noSuchKey(.string(field))) }
            return .value(value)
        case .optional(let wrapped):
            guard let wrapped else { return .value(.optional(nil)) }
            return optionalSelect(wrapped, field)
        default:
            return .error(
                EvaluationError(
                    .noSuchOverload,
                    "no such overload: \(value.type) has no field '\(field)'"
                )
            )
        }
    }

    static func optionalSelect(_ value: Value, _ field: String) -> Outcome {
        switch value {
        case .object(let object):
            switch object.field(field) {
            case .value(let value): return .value(.optional(value))
            case .unknown(let names): return .unknown(names)
            case .absent: return .value(.optional(nil))
            }
        case .map(let map): return .value(.optional(map[field]))
        default: return select(value, field)
        }
    }

    static func has(_ value: Value, _ field: String) -> Outcome {
        switch value {
        case .object(let object):
            switch object.field(field) {
            case .value: return .value(.bool(true))
            case .unknown(let names): return .unknown(names)
            case .absent: return .value(.bool(false))
            }
        case .map(let map): return .value(.bool(map[field] != nil))
        case .optional(let wrapped):
            guard let wrapped else { return .value(.bool(false)) }
            return has(wrapped, field)
        default: return select(value, field)
        }
    }

    static func index(_ value: Value, _ key: Value) -> Outcome {
        switch value {
        case .list(let list):
            guard let position = position(key) else { return .error(badIndex(key)) }
            guard list.indices.contains(position) else {
                return .error(
                    EvaluationError(
                        .outOfRange,
                        "no such index: \(position) in a list of \(list.count)"
                    )
                )
            }
            return .value(list[position])
        case .map(let map):
            guard let found = map[key] else { return .error(noSuchKey(key)) }
            return .value(found)
        case .object:
            guard case .string(let field) = key else { return .error(badIndex(key)) }
            return select(value, field)
        case .optional(let wrapped):
            guard let wrapped else { return .value(.optional(nil)) }
            return optionalIndex(wrapped, key)
        default:
            return .error(
                EvaluationError(.noSuchOverload, "no such overload: \(value.type) has no elements")
            )
        }
    }

    static func optionalIndex(_ value: Value, _ key: Value) -> Outcome {
        switch value {
        case .list(let list):
            guard let position = position(key) else { return .error(badIndex(key)) }
            return .value(.optional(list.indices.contains(position) ? list[position] : nil))
        case .map(let map): return .value(.optional(map[key]))
        case .object:
            guard case .string(let field) = key else { return .error(badIndex(key)) }
            return optionalSelect(value, field)
        default: return index(value, key)
        }
    }

    private static func position(_ key: Value) -> Int? {
        switch key {
        case .int(let value): Int(value)
        case .uint(let value): Int(exactly: value) ?? .max
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    private static func badIndex(_ key: Value) -> EvaluationError {
        EvaluationError(.noSuchOverload, "no such overload: \(key.type) cannot be an index")
    }

    private static func noSuchKey(_ key: Value) -> EvaluationError {
        EvaluationError(.noSuchKey, "no such key: \(Text.shown(key))")
    }

    private static func noSuchField(_ name: String, _ type: String) -> EvaluationError {
        EvaluationError(.noSuchField, "no such field: '\(name)' of \(type)")
    }
}

final class Select: Instruction {
    private let operand: any Instruction
    private let field: String
    private let offset: Int

    init(_ operand: any Instruction, field: String, offset: Int) {
        self.operand = operand
        self.field = field
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        switch operand.evaluate(&frame) {
        case .value(let value): return Access.select(value, field).at(offset)
        case let other: return other
        }
    }
}

/// A field of a macro's variable: spares the copy of the variable.
final class LocalSelect: Instruction {
    private let slot: Int
    private let field: String
    private let offset: Int

    init(slot: Int, field: String, offset: Int) {
        self.slot = slot
        self.field = field
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        switch frame.locals[slot] {
        case .value(.object(let object))?:
            switch object.field(field) {
            case .value(let value): return .value(value)
            case .unknown(let names): return .unknown(names)
            case .absent: return Access.select(.object(object), field).at(offset)
            }
        case .value(.map(let map))?:
            if let value = map[field] { return .value(value) }
            return Access.select(.map(map), field).at(offset)
        case .value(let value)?: return Access.select(value, field).at(offset)
        case let other?: return other
        case nil:
            return .failure(.noSuchVariable, "a variable is used before it is set")
        }
    }
}

final class OptionalSelect: Instruction {
    private let operand: any Instruction
    private let field: String
    private let offset: Int

    init(_ operand: any Instruction, field: String, offset: Int) {
        self.operand = operand
        self.field = field
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        switch operand.evaluate(&frame) {
        case .value(.optional(nil)): return .value(.optional(nil))
        case .value(.optional(let wrapped?)):
            return Access.optionalSelect(wrapped, field).at(offset)
        case .value(let value): return Access.optionalSelect(value, field).at(offset)
        case let other: return other
        }
    }
}

final class Has: Instruction {
    private let operand: any Instruction
    private let field: String
    private let offset: Int

    init(_ operand: any Instruction, field: String, offset: Int) {
        self.operand = operand
        self.field = field
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        switch operand.evaluate(&frame) {
        case .value(let value): return Access.has(value, field).at(offset)
        case let other: return other
        }
    }
}

final class Index: Instruction {
    private let operand: any Instruction
    private let key: any Instruction
    private let isOptional: Bool
    private let offset: Int

    init(_ operand: any Instruction, key: any Instruction, isOptional: Bool, offset: Int) {
        self.operand = operand
        self.key = key
        self.isOptional = isOptional
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        let (left, right) = (operand.evaluate(&frame), key.evaluate(&frame))
        guard case .value(let value) = left, case .value(let key) = right else {
            return .strict(left, right)
        }
        guard isOptional else { return Access.index(value, key).at(offset) }
        guard case .optional(let wrapped) = value else {
            return Access.optionalIndex(value, key).at(offset)
        }
        return wrapped.map { Access.optionalIndex($0, key).at(offset) } ?? .value(.optional(nil))
    }
}

extension Outcome {
    /// The same, with a place in the source for an error that has none.
    @inline(__always)
    func at(_ offset: Int) -> Outcome {
        if case .error(let error) = self { .error(error.at(offset)) } else { self }
    }

    /// What a call comes to when not all its arguments are values: the first error, which no later
    /// knowledge could mend, else the unknowns together.
    static func strict(_ outcomes: Outcome...) -> Outcome { strict(outcomes) }

    static func strict(_ outcomes: [Outcome]) -> Outcome {
        var unknown: Set<String> = []
        for outcome in outcomes {
            switch outcome {
            case .unknown(let names): unknown.formUnion(names)
            case .error: return outcome
            case .value: break
            }
        }
        return .unknown(unknown)
    }
}

/// A step of a planned expression: names are slots, functions are resolved.
protocol Instruction: AnyObject, Sendable {
    func evaluate(_ frame: inout Frame) -> Outcome
}

final class Constant: Instruction {
    let value: Value

    init(_ value: Value) { self.value = value }

    func evaluate(_ frame: inout Frame) -> Outcome { .value(value) }
}

/// A name that meant nothing when checking was switched off.
final class Failing: Instruction {
    private let error: EvaluationError

    init(_ error: EvaluationError) { self.error = error }

    func evaluate(_ frame: inout Frame) -> Outcome { .error(error) }
}

final class Variable: Instruction {
    private let slot: Int
    private let name: String
    private let offset: Int

    init(slot: Int, name: String, offset: Int) {
        self.slot = slot
        self.name = name
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        switch frame.variables[slot] {
        case .value(let value)?: .value(value)
        case .unknown(let names)?: .unknown(names)
        case .absent?, nil:
            .error(
                EvaluationError(
                    .noSuchVariable,
                    "no value is bound to the variable '\(name)'",
                    offset: offset
                )
            )
        }
    }
}

final class Local: Instruction {
    let slot: Int

    init(slot: Int) { self.slot = slot }

    func evaluate(_ frame: inout Frame) -> Outcome {
        frame.locals[slot]
            ?? .error(EvaluationError(.noSuchVariable, "a variable is used before it is set"))
    }
}

/// A variable of `cel.bind` or `cel.block`, computed when first used.
final class LazyLocal: Instruction {
    private let slot: Int
    private let value: any Instruction

    init(slot: Int, value: any Instruction) {
        self.slot = slot
        self.value = value
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let outcome = frame.locals[slot] { return outcome }
        let outcome = value.evaluate(&frame)
        frame.locals[slot] = outcome
        return outcome
    }
}

/// `cel.bind` and `cel.block`: forgets the lazy variables of an earlier round, then runs the body.
final class Scope: Instruction {
    private let slots: [Int]
    private let body: any Instruction

    init(slots: [Int], body: any Instruction) {
        self.slots = slots
        self.body = body
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        for slot in slots { frame.locals[slot] = nil }
        return body.evaluate(&frame)
    }
}

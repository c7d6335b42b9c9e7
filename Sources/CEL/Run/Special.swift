/// Instructions for shapes of calls that can do better than the general ones.
enum Special {
    /// Nil where the general instruction must do.
    static func instruction(
        _ name: String,
        _ constants: [Value?],
        _ codes: [any Instruction],
        _ offset: Int
    ) -> (any Instruction)? {
        guard codes.count == 2 else { return nil }
        if let plain = comparison(name, constants[0], codes[0], codes[1], offset) { return plain }
        switch (name, constants[1]) {
        case ("or", _):
            return Alternative(codes[0], codes[1], unwraps: false, offset: offset)
        case ("orValue", _):
            return Alternative(codes[0], codes[1], unwraps: true, offset: offset)
        case ("matches", .string(let text)?):
            return (try? Pattern(text)).map { Matches(codes[0], $0, offset: offset) }
        case (_, .string(let zone)?):
            guard let part = TimePart(rawValue: name), let zone = Zone(zone) else { return nil }
            return UnaryCall({ _, value in part.of(value, in: zone) }, codes[0], offset: offset)
        default: return nil
        }
    }

    private static func comparison(
        _ name: String,
        _ constant: Value?,
        _ left: any Instruction,
        _ right: any Instruction,
        _ offset: Int
    ) -> (any Instruction)? {
        switch name {
        case Operator.equal: return Equating(wantsEqual: true, left, right)
        case Operator.notEqual: return Equating(wantsEqual: false, left, right)
        case Operator.less: return Ordering(.less, left, right, offset: offset)
        case Operator.lessOrEqual: return Ordering(.lessOrEqual, left, right, offset: offset)
        case Operator.greater: return Ordering(.greater, left, right, offset: offset)
        case Operator.greaterOrEqual: return Ordering(.greaterOrEqual, left, right, offset: offset)
        case Operator.within:
            guard case .string(let text)? = constant else { return nil }
            return TextWithin(text, right, offset: offset)
        default: return nil
        }
    }
}

/// `matches` with a pattern that is known before evaluating.
final class Matches: Instruction {
    private let operand: any Instruction
    private let pattern: Pattern
    private let offset: Int

    init(_ operand: any Instruction, _ pattern: Pattern, offset: Int) {
        self.operand = operand
        self.pattern = pattern
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        switch operand.evaluate(&frame) {
        case .value(.string(let text)):
            do throws(EvaluationError) {
                return .value(.bool(try pattern.matches(text, meter: &frame.meter)))
            } catch {
                return .error(error)
            }
        case .value(let value):
            return Outcome.noSuchOverload(value, .string(""), of: "matches").at(offset)
        case let other: return other
        }
    }
}

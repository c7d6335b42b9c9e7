/// `<`, `<=`, `>` and `>=`, short for two ints.
final class Ordering: Instruction {
    enum Relation: Sendable { case less, lessOrEqual, greater, greaterOrEqual }

    private let relation: Relation
    private let left: any Instruction
    private let right: any Instruction
    private let offset: Int

    init(_ relation: Relation, _ left: any Instruction, _ right: any Instruction, offset: Int) {
        self.relation = relation
        self.left = left
        self.right = right
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        let (first, second) = (left.evaluate(&frame), right.evaluate(&frame))
        if case .value(.int(let left)) = first, case .value(.int(let right)) = second {
            return switch relation {
            case .less: .value(.bool(left < right))
            case .lessOrEqual: .value(.bool(left <= right))
            case .greater: .value(.bool(left > right))
            case .greaterOrEqual: .value(.bool(left >= right))
            }
        }
        guard case .value(let left) = first, case .value(let right) = second else {
            return .strict(first, second)
        }
        return compare(&frame.meter, left, right).at(offset)
    }

    private func compare(_ meter: inout Meter, _ left: Value, _ right: Value) -> Outcome {
        switch relation {
        case .less: Comparison.less(&meter, left, right)
        case .lessOrEqual: Comparison.lessOrEqual(&meter, left, right)
        case .greater: Comparison.greater(&meter, left, right)
        case .greaterOrEqual: Comparison.greaterOrEqual(&meter, left, right)
        }
    }
}

/// `==` and `!=`, short for two strings, ints or bools.
final class Equating: Instruction {
    private let wantsEqual: Bool
    private let left: any Instruction
    private let right: any Instruction

    init(wantsEqual: Bool, _ left: any Instruction, _ right: any Instruction) {
        self.wantsEqual = wantsEqual
        self.left = left
        self.right = right
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        if let error = frame.meter.charge(1) { return .error(error) }
        let (first, second) = (left.evaluate(&frame), right.evaluate(&frame))
        guard case .value(let left) = first, case .value(let right) = second else {
            return .strict(first, second)
        }
        switch (left, right) {
        case (.string(let left), .string(let right)):
            return .value(.bool(left.hasSameText(as: right) == wantsEqual))
        case (.int(let left), .int(let right)): return .value(.bool((left == right) == wantsEqual))
        case (.bool(let left), .bool(let right)):
            return .value(.bool((left == right) == wantsEqual))
        default:
            return wantsEqual
                ? Comparison.equal(&frame.meter, left, right)
                : Comparison.notEqual(&frame.meter, left, right)
        }
    }
}

/// `'text' in list` with a text that is known before evaluating.
final class TextWithin: Instruction {
    private let text: String
    private let right: any Instruction
    private let offset: Int

    init(_ text: String, _ right: any Instruction, offset: Int) {
        self.text = text
        self.right = right
        self.offset = offset
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        switch right.evaluate(&frame) {
        case .value(.list(let list)):
            if let error = frame.meter.charge(1 + list.count) { return .error(error) }
            for element in list {
                if case .string(let other) = element, other.hasSameText(as: text) {
                    return .value(.bool(true))
                }
            }
            return .value(.bool(false))
        case .value(let value):
            return Comparison.within(&frame.meter, .string(text), value).at(offset)
        case let other: return other
        }
    }
}

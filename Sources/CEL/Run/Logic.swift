/// Gathers the parts of `&&`, `||`, `all` and `exists`: a deciding part wins over everything, then
/// unknowns (all of them), then the first error.
struct Absorption {
    /// False for `&&`, true for `||`.
    let deciding: Bool
    private var error: EvaluationError?
    private var unknown: Set<String>?

    init(deciding: Bool) { self.deciding = deciding }

    /// True when the part decides, and the rest need not be evaluated.
    @inline(__always)
    mutating func takes(_ outcome: Outcome) -> Bool {
        switch outcome {
        case .value(.bool(let value)): return value == deciding
        default:
            note(outcome)
            return false
        }
    }

    private mutating func note(_ outcome: Outcome) {
        switch outcome {
        case .error(let error): self.error = self.error ?? error
        case .unknown(let names): unknown = unknown?.union(names) ?? names
        case .value(let value):
            error =
                error
                ?? EvaluationError(
                    .noSuchOverload,
                    "no such overload: a condition is \(value.type), not bool"
                )
        }
    }

    /// A spent budget is not absorbed.
    var isSpent: Bool { error?.kind == .costLimitExceeded }

    var undecided: Outcome {
        if let error, error.kind == .costLimitExceeded { return .error(error) }
        if let unknown { return .unknown(unknown) }
        if let error { return .error(error) }
        return .value(.bool(!deciding))
    }
}

final class Junction: Instruction {
    private let deciding: Bool
    // The first two stand alone: reading them from an array would count references.
    private let first: any Instruction
    private let second: any Instruction
    private let rest: [any Instruction]

    /// - Parameter deciding: false for `&&`, true for `||`.
    init(
        deciding: Bool,
        _ first: any Instruction,
        _ second: any Instruction,
        rest: [any Instruction]
    ) {
        self.deciding = deciding
        self.first = first
        self.second = second
        self.rest = rest
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        let one = first.evaluate(&frame)
        guard case .value(.bool(let value)) = one else { return absorb(one, at: 0, &frame) }
        if value == deciding { return .value(.bool(deciding)) }
        let two = second.evaluate(&frame)
        guard case .value(.bool(let value)) = two else { return absorb(two, at: 1, &frame) }
        if value == deciding { return .value(.bool(deciding)) }
        for index in rest.indices {
            let outcome = rest[index].evaluate(&frame)
            guard case .value(.bool(let value)) = outcome else {
                return absorb(outcome, at: index + 2, &frame)
            }
            if value == deciding { return .value(.bool(deciding)) }
        }
        return .value(.bool(!deciding))
    }

    /// Goes on from the first part that is neither true nor false.
    private func absorb(_ outcome: Outcome, at index: Int, _ frame: inout Frame) -> Outcome {
        var absorption = Absorption(deciding: deciding)
        _ = absorption.takes(outcome)
        for part in ([first, second] + rest)[(index + 1)...] {
            if absorption.isSpent { break }
            if absorption.takes(part.evaluate(&frame)) { return .value(.bool(deciding)) }
        }
        return absorption.undecided
    }
}

final class Conditional: Instruction {
    private let condition: any Instruction
    private let yes: any Instruction
    private let no: any Instruction

    init(condition: any Instruction, yes: any Instruction, no: any Instruction) {
        self.condition = condition
        self.yes = yes
        self.no = no
    }

    func evaluate(_ frame: inout Frame) -> Outcome {
        switch condition.evaluate(&frame) {
        case .value(.bool(true)): yes.evaluate(&frame)
        case .value(.bool(false)): no.evaluate(&frame)
        case .value(let value):
            .error(
                EvaluationError(
                    .noSuchOverload,
                    "no such overload: a condition is \(value.type), not bool"
                )
            )
        case let other: other
        }
    }
}

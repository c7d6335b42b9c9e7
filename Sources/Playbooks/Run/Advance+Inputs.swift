import CEL
import Document
import Guardrails

extension Advance {
    /// What a step is to be given, or why that is not to be known.
    enum Given {
        case known(Object)
        /// - Parameter isSkipped: because of steps that were left out, and nothing is wrong.
        case missing(isSkipped: Bool, String)
    }

    func inputs(of step: PlaybookStep, item: JSON?) -> Given {
        let bindings = playbook.bindings(for: run, item: item, at: now)
        var given = Object()
        for input in step.type.inputs(aimed: playbook.target != nil) {
            switch step.with[input.name] {
            case .literal(let json): given[input.name] = json
            case .computed(let program):
                let outcome = program.evaluate(bindings)
                guard let json = outcome.value?.document else {
                    return .missing(
                        isSkipped: missing(outcome) == .skipped,
                        "'\(input.name)': \(text(outcome))"
                    )
                }
                if let problem = input.problem(of: json) {
                    return .missing(isSkipped: false, "'\(input.name)': \(problem)")
                }
                given[input.name] = json
            case nil: given[input.name] = standard(input, of: step)
            }
        }
        return .known(given)
    }

    private func standard(_ input: StepType.Input, of step: PlaybookStep) -> JSON? {
        if step.type.inputs.contains(where: { $0.name == input.name }) { return input.standard }
        return switch input.name {
        case StepType.account: run.target.map { .string($0.name.account) }
        case StepType.region: run.target.map { .string($0.name.region) }
        default: nil
        }
    }

    /// What becomes of a step of which a condition has no such value: what steps that were left out
    /// would have given is no fault.
    func missing(_ outcome: Outcome) -> RunStep.Status {
        guard case .unknown(let names) = outcome else { return .failed }
        let steps = Set(playbook.steps.map { PlaybookSight.step($0.name) })
        return names.isSubset(of: steps) ? .skipped : .failed
    }

    func text(_ outcome: Outcome) -> String {
        switch outcome {
        case .value(let value): "\(value.type) cannot be used there"
        case .error(let error): error.message
        case .unknown(let names) where missing(outcome) == .skipped:
            "it needs what was left out: \(names.sorted().joined(separator: ", "))"
        case .unknown(let names): "nobody knows \(names.sorted().joined(separator: ", "))"
        }
    }
}

extension StepType.Input {
    fileprivate func problem(of json: JSON) -> String? {
        shape.value(of: json, []) == nil ? "expected \(shape.expectation)" : problem(json)
    }
}

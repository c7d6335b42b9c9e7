import CEL
import Document

extension Judging {
    /// What a playbook is to be started with; the target is looked for by whoever plans it.
    func start(
        _ use: PlaybookUse,
        _ part: Verdict.Part,
        _ bindings: Bindings,
        _ afterSeconds: Int?
    ) -> ActionProposal {
        let outcome: ActionProposal.Outcome
        var target = resource
        switch parameters(use, bindings) {
        case .failure(let refusal): outcome = .refused(refusal.reason)
        case .success(let parameters):
            switch on(use, bindings) {
            case .failure(let refusal): outcome = .refused(refusal.reason)
            case .success(let found):
                target = found
                outcome = .asked(
                    ActionRequest(
                        target: found,
                        region: found.name.region,
                        part: part.key,
                        parameters: parameters
                    )
                )
            }
        }
        return ActionProposal(
            action: use.action,
            target: target.name,
            outcome: outcome,
            afterSeconds: afterSeconds
        )
    }

    private func on(_ use: PlaybookUse, _ bindings: Bindings) -> Result<Resource, Refusal> {
        guard let on = use.on else { return .success(resource) }
        let outcome = on.evaluate(bindings)
        if case .value(.object(let object)) = outcome, let found = Self.resource(object) {
            return .success(found)
        }
        return .failure(Refusal(reason: "what it is run on: \(outcome.doubt)"))
    }

    /// `{"target","inputs"}`, without a target where the resource is it.
    private func parameters(
        _ use: PlaybookUse,
        _ bindings: Bindings
    ) -> Result<Object, Refusal> {
        var parameters = Object()
        if let target = use.target {
            switch value(target, "target", bindings) {
            case .success(let value): parameters["target"] = value
            case .failure(let refusal): return .failure(refusal)
            }
        }
        var inputs = Object()
        for (name, argument) in use.inputs.sorted(by: { $0.key < $1.key }) {
            switch value(argument, name, bindings) {
            case .success(let value): inputs[name] = value
            case .failure(let refusal): return .failure(refusal)
            }
        }
        parameters["inputs"] = .object(inputs)
        return .success(parameters)
    }

    private func value(
        _ argument: ActionUse.Argument,
        _ name: String,
        _ bindings: Bindings
    ) -> Result<JSON, Refusal> {
        switch argument {
        case .literal(let json): return .success(json)
        case .computed(let program):
            let outcome = program.evaluate(bindings)
            guard case .value(let value) = outcome, let json = value.json else {
                return .failure(Refusal(reason: "'\(name)': \(outcome.doubt)"))
            }
            return .success(json)
        }
    }
}

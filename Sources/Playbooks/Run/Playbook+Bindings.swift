import CEL
import Document
import Guardrails

extension Playbook {
    /// What a step's conditions see of a run.
    func bindings(for run: Run, item: JSON? = nil, at now: Timestamp) -> Bindings {
        var bindings: Bindings = [
            "now": .value(.timestamp(now)), "case": .value(.string(run.caseName ?? "")),
            "inputs": .value(.object(inputs(run))), "steps": .value(.object(past(run))),
        ]
        if let target, let resource = run.target {
            bindings["target"] = .value(.object(DocumentObject(resource, target)))
        }
        if let account = run.account {
            let surroundings = Surroundings(
                account: account,
                estate: EstateValue(Estate(accounts: [account])),
                now: now,
                exceptionTag: ""
            )
            bindings["account"] = surroundings.bindings["account"]
        }
        let forensics = PlaybookSight.forensics.map { name in
            (name, CEL.Field.value(.string(run.forensics[name] ?? "")))
        }
        bindings["forensics"] = .value(
            .object(
                NamedFields(
                    typeName: "forensics",
                    fields: Dictionary(forensics, uniquingKeysWith: { $1 })
                )
            )
        )
        if let item { bindings["item"] = .value(Value(json: item)) }
        return bindings
    }

    private func inputs(_ run: Run) -> NamedFields {
        let given = completed(run.inputs)
        let fields = inputs.compactMap { input -> (String, CEL.Field)? in
            guard let json = given[input.name],
                let value = input.kind.shape.value(of: json, [])
            else { return nil }
            return (input.name.identifier, .value(value))
        }
        return NamedFields(
            typeName: "inputs",
            fields: Dictionary(fields, uniquingKeysWith: { $1 })
        )
    }

    private func past(_ run: Run) -> NamedFields {
        let fields = steps.compactMap { step -> (String, CEL.Field)? in
            guard let state = run[step: step.name] else { return nil }
            let seen = NamedFields(
                typeName: PlaybookSight.step(step.name),
                fields: [
                    "status": .value(.string(state.status.rawValue)),
                    "outputs": outputs(of: step, state),
                ]
            )
            return (step.name.identifier, .value(.object(seen)))
        }
        return NamedFields(typeName: "steps", fields: Dictionary(fields, uniquingKeysWith: { $1 }))
    }

    /// Of a step that was skipped or failed nobody knows what it would have given.
    private func outputs(of step: PlaybookStep, _ state: RunStep) -> CEL.Field {
        let given = state.tasks.compactMap(\.outputs).map {
            Value.object(
                StepOutputs(
                    typeName: PlaybookSight.outputs(step.name),
                    type: step.type,
                    members: $0
                )
            )
        }
        guard state.status == .done else { return .unknown([PlaybookSight.step(step.name)]) }
        if step.each != nil { return .value(.list(given)) }
        return given.first.map { .value($0) } ?? .unknown([PlaybookSight.step(step.name)])
    }
}

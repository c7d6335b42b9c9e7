import CEL
import Document

extension Guardrail {
    /// As it is under a configuration: what that says of it laid over the file, and no mode above
    /// what is allowed. Once is as good as twice.
    public func inForce(under configuration: Configuration) -> Guardrail {
        overlaid(by: configuration).capped(at: configuration.changesAtMost)
    }

    /// With what a configuration says of it, and no cap.
    func overlaid(by configuration: Configuration) -> Guardrail {
        configuration.overrides.filter { $0.name.name == name }
            .reduce(self) { $0.overlaid(by: $1) }
    }

    /// Key by key; lists are replaced. Parameters that ``problems(with:)`` speaks of are left out.
    public func overlaid(by override: Configuration.GuardrailOverride) -> Guardrail {
        var guardrail = self
        guardrail.environments.merge(override.environments) { $1 }
        guardrail.limits = limits.overlaid(by: override.limits)
        guardrail.approvalKeys = approvalKeys.overlaid(by: override.approval)
        guardrail.exceptions = exceptions.overlaid(by: override.exceptions)
        for parameters in override.with {
            guardrail.give(parameters)
        }
        return guardrail
    }

    /// No mode is above it; off stays off.
    func capped(at mode: Mode) -> Guardrail {
        var guardrail = self
        guardrail.environments = environments.mapValues { min($0, mode) }
        return guardrail
    }

    /// To every use of the action, its parts' among them.
    private mutating func give(_ parameters: Configuration.ActionParameters) {
        let uses = allActions.compactMap(\.action)
        guard let action = uses.first(where: { $0.name == parameters.action.name }) else { return }
        let given = parameters.arguments.arguments(for: action.parameters, declarations).fitting
        actions = actions.map { $0.given(given, to: action.name) }
        guard case .parts(let parts) = criteria else { return }
        criteria = .parts(
            parts.map { part in
                var part = part
                part.actions = part.actions.map { $0.given(given, to: action.name) }
                return part
            }
        )
    }

    /// What its actions' parameters may name.
    private var declarations: Declarations {
        Surroundings.declarations(
            for: type,
            each: each,
            related: related.map { ($0.name, $0.type) }
        )
    }

    /// What an override says that this guardrail cannot take.
    public func problems(with override: Configuration.GuardrailOverride) -> [Problem] {
        let names = Set(allActions.compactMap { $0.action?.name }).sorted()
        return override.with.flatMap { parameters -> [Problem] in
            let written = parameters.action
            guard
                let action = allActions.lazy.compactMap(\.action)
                    .first(where: { $0.name == written.name })
            else {
                return [
                    Problem(
                        code: "PAR-CFG-05",
                        place: written.place,
                        message: "\(name) does not use the action '\(written.name)'",
                        hint: Suggestion.nearest(to: written.name, in: names)
                            .map { "did you mean '\($0)'?" }
                            ?? (names.isEmpty
                                ? "it changes nothing"
                                : "it uses \(names.joined(separator: ", "))")
                    )
                ]
            }
            return parameters.arguments.arguments(for: action.parameters, declarations).complaints
                .map {
                    Problem(
                        code: "PAR-CFG-\($0.fault.rawValue)",
                        place: $0.place,
                        message: $0.message,
                        hint: $0.hint
                    )
                }
        }
    }
}

extension ActionUse {
    fileprivate func given(_ arguments: [String: Argument], to action: String) -> ActionUse {
        guard case .change(let type, let on, let with) = kind, type.name == action else {
            return self
        }
        return ActionUse(
            kind: .change(type, on: on, with: with.merging(arguments) { $1 }),
            afterSeconds: afterSeconds,
            place: place
        )
    }
}

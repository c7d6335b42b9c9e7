import CEL
import Document

extension Guardrail {
    /// Environments in which it may change something, by their names.
    private func acting(in configuration: Configuration) -> [String] {
        let names =
            configuration.environments.map(\.name)
            + configuration.accounts.compactMap(\.environment)
        return Set(names).filter { [.approve, .enforce].contains(mode(in: $0)) }.sorted()
    }

    /// What keeps its actions from being proposed: errors where some environment asks for changes,
    /// else warnings.
    public func actionProblems(in configuration: Configuration) -> [Problem] {
        let environments = acting(in: configuration)
        var problems: [Problem] = []
        for use in allActions {
            guard let action = use.action else { continue }
            let lacking =
                use.missing.map { ($0, "nobody says") }
                + use.empty(in: configuration)
                .map { ($0, "nothing is in") }
            for (parameter, what) in lacking {
                problems.append(
                    Problem(
                        code: "PAR-GRD-14",
                        place: use.place,
                        message: "'\(action.name)' of \(name) proposes nothing: \(what)"
                            + " '\(parameter.name)'",
                        hint: parameter.meaning,
                        severity: environments.isEmpty ? .warning : .error
                    )
                )
            }
        }
        if let environment = environments.first, configuration.roles.remediate == nil,
            allActions.contains(where: { $0.action != nil })
        {
            problems.append(
                Problem(
                    code: "PAR-GRD-15",
                    place: place,
                    message: "\(name) asks for changes in '\(environment)', and no role makes any",
                    hint: "name one with roles.remediate in parapet.yaml",
                    severity: .warning
                )
            )
        }
        return problems
    }

    /// The IAM actions that what it does needs.
    public var actionPermissions: Set<String> {
        Set(allActions.compactMap(\.action).flatMap(\.permissions))
    }

    /// For `explain`; nil where nothing is done.
    var doesText: String? {
        var lines = actions.map { "\n    \($0.text)" }
        if case .parts(let parts) = criteria {
            lines += parts.flatMap { part in part.actions.map { "\n    \(part.key): \($0.text)" } }
        }
        return lines.isEmpty ? nil : "What is done about a finding:" + lines.joined()
    }
}

extension ActionUse {
    /// Required lists that have nothing in them, of those that the configuration alone decides.
    fileprivate func empty(in configuration: Configuration) -> [ActionType.Parameter] {
        guard case .change(let action, _, let with) = kind else { return [] }
        let estate = Estate(
            accounts: [],
            knownNetworks: configuration.knownNetworks,
            partners: configuration.partners
        )
        let bindings: Bindings = ["estate": .value(EstateValue(estate).value)]
        return action.parameters.filter { parameter in
            guard parameter.isRequired, let argument = with[parameter.name] else { return false }
            switch argument {
            case .literal(let json): return json.array?.isEmpty == true
            case .computed(let program):
                let isConfigured = program.reads.allSatisfy {
                    $0.first == "estate" && $0.dropFirst().first != "accounts"
                }
                guard isConfigured, case .value(.list(let items)) = program.evaluate(bindings)
                else { return false }
                return items.isEmpty
            }
        }
    }

    fileprivate var text: String {
        let wait = afterSeconds.map { ", \(Guardrail.duration($0)) after people are warned" } ?? ""
        switch kind {
        case .notify(let to): return "notify \(to.joined(separator: ", "))\(wait)"
        case .change(let action, let on, _):
            return "\(action.name)\(on.map { " on \($0.source)" } ?? ""): \(action.title)\(wait)"
        }
    }
}

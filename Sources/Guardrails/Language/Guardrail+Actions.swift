import CEL
import Document

extension Guardrail {
    /// Environments in which it may change something, by their names.
    private func acting(in configuration: Configuration) -> [String] {
        let names =
            configuration.environments.map(\.name)
            + configuration.accounts.compactMap(\.environment)
        return Set(names).filter { name in
            mode(in: name) >= .approve
                && (filters.environments.isEmpty || filters.environments.contains(name))
        }.sorted()
    }

    /// What keeps its actions from being proposed: errors where some environment asks for changes,
    /// else warnings. By the modes in force.
    public func actionProblems(in configuration: Configuration) -> [Problem] {
        let guardrail = inForce(under: configuration)
        return guardrail.lackingParameters(in: configuration)
            + guardrail.idleness(in: configuration)
            + excess(over: configuration)
    }

    private func lackingParameters(in configuration: Configuration) -> [Problem] {
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
        return problems
    }

    /// Why changes that are asked for are not made.
    private func idleness(in configuration: Configuration) -> [Problem] {
        guard let environment = acting(in: configuration).first else { return [] }
        guard allActions.contains(where: \.acts) else {
            let modes = configuration.overrides.filter { $0.name.name == name }
                .flatMap(\.actingModes)
            return modes.map { mode in
                Problem(
                    code: "PAR-CFG-12",
                    place: mode.place,
                    message: "the mode '\(mode.name)' changes nothing: \(name) has no actions",
                    hint: "'notify' tells people, 'observe' only writes findings",
                    severity: .warning
                )
            }
        }
        var problems: [Problem] = []
        if configuration.roles.remediate == nil, allActions.contains(where: { $0.action != nil }) {
            problems.append(
                Problem(
                    code: "PAR-GRD-15",
                    place: asking(in: configuration),
                    message: "\(name) asks for changes in '\(environment)', and no role makes any",
                    hint: "name one with roles.remediate in parapet.yaml",
                    severity: .warning
                )
            )
        }
        let isApproved = approval.by.contains { approver in
            approver != .owner || !configuration.owners.roles.isEmpty
        }
        if !isApproved {
            problems.append(
                Problem(
                    code: "PAR-GRD-17",
                    place: asking(in: configuration),
                    message: "\(name) asks for changes in '\(environment)', and nobody may approve",
                    hint: approval.by.isEmpty
                        ? "name a role of the database with approval.by"
                        : "say with owners.roles in parapet.yaml which roles owners have",
                    severity: .warning
                )
            )
        }
        return problems
    }

    /// Where it asks for more than is allowed.
    private func excess(over configuration: Configuration) -> [Problem] {
        let most = configuration.changesAtMost
        let asked = overlaid(by: configuration).environments
        return asked.filter { $0.value > most }.sorted { $0.key < $1.key }.map {
            environment,
            mode in
            Problem(
                code: "PAR-GRD-16",
                place: asking(in: configuration),
                message: "\(name) asks for '\(mode.rawValue)' in '\(environment)', and gets"
                    + " '\(most.rawValue)'",
                hint: "changes.at-most in parapet.yaml says what is the most",
                severity: .warning
            )
        }
    }

    /// Where its modes are written: in parapet.yaml, else in its own file.
    private func asking(in configuration: Configuration) -> Place {
        configuration.overrides.first { $0.name.name == name && !$0.environments.isEmpty }?
            .name.place ?? place
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
        case .playbook(let use):
            let on = use.on.map { " on \($0.source)" } ?? ""
            return "start the playbook \(use.name)\(on)\(wait)"
        case .change(let action, let on, _):
            return "\(action.name)\(on.map { " on \($0.source)" } ?? ""): \(action.title)\(wait)"
        }
    }
}

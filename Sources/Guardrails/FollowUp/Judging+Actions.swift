import CEL
import Document

extension Guardrail {
    /// What is to be done about a violating part of a resource. A function of its arguments; nothing
    /// is asked where something that it takes is not known.
    public func proposals(
        about part: Verdict.Part,
        of resource: Resource,
        in surroundings: Surroundings,
        inventory: Inventory = Inventory()
    ) -> [ActionProposal] {
        let judging = Judging(
            guardrail: self,
            resource: resource,
            surroundings: surroundings,
            inventory: inventory,
            added: nil
        )
        return judging.proposals(about: part)
    }

    /// The actions that change something about a finding's part, by their names.
    public func actionNames(of part: String, regions: [String]) -> [String] {
        uses(of: part, in: regions).actions.compactMap(\.actionName)
    }

    /// The actions of a finding's part, and the region that its key names.
    fileprivate func uses(
        of key: String,
        in regions: [String]
    ) -> (actions: [ActionUse], region: String?) {
        guard case .parts(let parts) = criteria else { return (actions, nil) }
        for part in parts {
            guard part.isRegional else {
                if part.key == key { return (part.actions + actions, nil) }
                continue
            }
            for region in regions where part.key(in: region) == key {
                return (part.actions + actions, region)
            }
        }
        return ([], nil)
    }

    /// The attributes of its own type that must be read to plan what is done; sweeps do without those
    /// that only actions look at.
    public var attributesForActions: Set<String> {
        var names = attributes
        for path in actionPrograms.flatMap(\.reads) where path.first == "resource" {
            names.formUnion(path.count > 1 ? type.attributes(behind: path[1]) : [])
        }
        // They say whose code keeps it, and who may approve.
        names.formUnion([type.tagAttribute].compactMap(\.self))
        return names
    }

    /// Whom its actions tell of a finding's part, each once.
    func receivers(of key: String) -> [String] {
        var uses = actions
        if case .parts(let parts) = criteria {
            uses += parts.filter { $0.isCalled(key) }.flatMap(\.actions)
        }
        return Self.receivers(uses)
    }

    /// Whom they tell of any part.
    var allReceivers: [String] { Self.receivers(allActions) }

    private static func receivers(_ uses: [ActionUse]) -> [String] {
        var seen: Set<String> = []
        return uses.flatMap { use -> [String] in
            if case .notify(let to) = use.kind { to } else { [] }
        }.filter { seen.insert($0).inserted }
    }
}

extension Judging {
    fileprivate func proposals(about part: Verdict.Part) -> [ActionProposal] {
        let place = guardrail.uses(of: part.key, in: surroundings.regions)
        var bindings = view(in: place.region ?? ownRegion).bindings
        if let each = guardrail.each, case .known(let items) = list(each.field) {
            let found = each.element.parts(items, guardrail.type.elements)
                .first { each.element.key($0.members) == part.key }
            bindings[each.variable] = found.map { .value(.object($0)) }
        }
        return place.actions.flatMap { use -> [ActionProposal] in
            guard !part.isUnknown else { return [] }
            if let playbook = use.playbook {
                return [start(playbook, part, bindings, use.afterSeconds)]
            }
            guard let action = use.action else { return [] }
            return proposals(use, action, part, bindings, place.region)
        }
    }

    private var ownRegion: String? { guardrail.type.isGlobal ? nil : resource.name.region }

    private func proposals(
        _ use: ActionUse,
        _ action: ActionType,
        _ part: Verdict.Part,
        _ bindings: Bindings,
        _ region: String?
    ) -> [ActionProposal] {
        let refuse = { (reason: String) in
            [
                ActionProposal(
                    action: action.name,
                    target: resource.name,
                    outcome: .refused(reason),
                    afterSeconds: use.afterSeconds
                )
            ]
        }
        if let missing = use.missing.first {
            return refuse("nobody says '\(missing.name)': \(missing.meaning)")
        }
        let parameters: Object
        switch arguments(use, action, bindings) {
        case .success(let found): parameters = found
        case .failure(let refusal): return refuse(refusal.reason)
        }
        var element: JSON?
        if case .element = action.subject {
            guard part.elements.count == 1 else {
                return refuse("\(part.elements.count) elements share the key '\(part.key)'")
            }
            element = part.elements.first
        }
        let targets: [Resource]
        switch self.targets(use, bindings) {
        case .success(let found): targets = element.flatMap(subject).map { [$0] } ?? found
        case .failure(let refusal): return refuse(refusal.reason)
        }
        guard !targets.isEmpty else { return refuse("there is nothing that it could be done to") }
        return targets.map { target in
            let request = ActionRequest(
                target: target,
                region: region ?? target.name.region,
                part: part.key,
                element: element,
                parameters: parameters
            )
            return ActionProposal(
                action: action.name,
                target: target.name,
                outcome: .asked(request),
                afterSeconds: use.afterSeconds
            )
        }
    }

    struct Refusal: Error { let reason: String }

    private func targets(_ use: ActionUse, _ bindings: Bindings) -> Result<[Resource], Refusal> {
        guard case .change(_, let on?, _) = use.kind else { return .success([resource]) }
        let outcome = on.evaluate(bindings)
        switch outcome {
        case .value(.object(let object)):
            return .success([object].compactMap(Self.resource))
        case .value(.list(let items)):
            return .success(
                items.compactMap { item in
                    guard case .object(let object) = item else { return nil }
                    return Self.resource(object)
                }
            )
        default: return .failure(Refusal(reason: "what it is done to: \(outcome.doubt)"))
        }
    }

    /// What an element stands for, as the inventory has it; without a document where it is missing.
    private func subject(of element: JSON) -> Resource? {
        guard let members = element.object,
            let name = guardrail.each?.element.subject?(members, resource)
        else { return nil }
        // Not every listing tells names; what is filed under a path has it in its ARN.
        let end = name.name.map { "/\($0)" } ?? ""
        let known = inventory.resources[name.type]?.first {
            $0.name.id == name.id || $0.name.name == name.name
                || !end.isEmpty && $0.name.arn?.hasSuffix(end) == true
        }
        return known ?? Resource(name: name, document: Object())
    }

    static func resource(_ object: any ObjectValue) -> Resource? {
        (object as? DocumentObject)?.resource?.value
    }

    private func arguments(
        _ use: ActionUse,
        _ action: ActionType,
        _ bindings: Bindings
    ) -> Result<Object, Refusal> {
        guard case .change(_, _, let with) = use.kind else { return .success([:]) }
        var parameters = Object()
        for parameter in action.parameters {
            switch with[parameter.name] {
            case nil: parameters[parameter.name] = parameter.standard
            case .literal(let json): parameters[parameter.name] = json
            case .computed(let program):
                let outcome = program.evaluate(bindings)
                guard case .value(let value) = outcome, let json = value.json,
                    parameter.shape.value(of: json, []) != nil
                else {
                    return .failure(Refusal(reason: "'\(parameter.name)': \(outcome.doubt)"))
                }
                if let problem = parameter.problem(json) {
                    return .failure(Refusal(reason: "'\(parameter.name)': \(problem)"))
                }
                parameters[parameter.name] = json
            }
        }
        return .success(parameters)
    }
}

extension Outcome {
    /// Why it is not what was asked for.
    var doubt: String {
        switch self {
        case .unknown(let names): "unknown, \(names.sorted().joined(separator: ", ")) was not read"
        case .error(let error): error.message
        case .value: "it is of another type than was asked for"
        }
    }
}

import CEL
import Document

/// Where an action stands in a guardrail's file.
struct ActionPlace {
    let type: ResourceType
    /// Nil where there are no elements, and inside a part.
    let each: Guardrail.Each?
    /// The key of the part that it is of.
    let part: String?
    let declarations: Declarations
    let catalogue: Catalogue
}

extension YAMLValue {
    static let notify = "notify"

    func actions(at place: ActionPlace) -> [ActionUse] {
        list().compactMap { $0.action(at: place) }
    }

    /// `{ do: service.verb-noun, on: CEL, with: {…}, after: 7d }`, `{ do: notify, to: […] }`
    /// or `{ do: playbook, with: { name: … } }`
    private func action(at position: ActionPlace) -> ActionUse? {
        let keys = keys(["do", "on", "with", "after", "to"], required: ["do"])
        let after = keys["after"]?.durationSeconds()
        guard let value = keys["do"], let name = value.text() else { return nil }
        if name == Self.notify {
            for key in ["on", "with"] { keys[key]?.bad("'\(key)' does not go with 'notify'") }
            guard let to = keys["to"] else {
                source.report(.missingKey, at: place, "the key 'to' is missing")
                return nil
            }
            let receivers = to.textOrTexts()
            if receivers.isEmpty { to.bad("nobody is named: 'owner', or a channel") }
            return ActionUse(kind: .notify(to: receivers), afterSeconds: after, place: place)
        }
        keys["to"]?.bad("'to' goes with 'notify'")
        if name == Self.playbook {
            return playbookUse(keys, at: position).map {
                ActionUse(kind: .playbook($0), afterSeconds: after, place: place)
            }
        }
        guard let action = position.catalogue[action: name] else {
            let names = position.catalogue.actions.map(\.name) + [Self.notify, Self.playbook]
            value.bad(
                "unknown action '\(name)'; there is \(names.joined(separator: ", "))",
                hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                    ?? "parapet actions"
            )
            return nil
        }
        let on = keys["on"]?.program(position.declarations, expecting: nil)
        value.check(action, on: on, keys["on"], at: position)
        let with =
            keys["with"]?
            .arguments(for: action.parameters, position.declarations) ?? [:]
        return ActionUse(
            kind: .change(action, on: on, with: with),
            afterSeconds: after,
            place: place
        )
    }

    /// Whether what it is done to is what it is for.
    private func check(
        _ action: ActionType,
        on: Program?,
        _ onValue: YAMLValue?,
        at position: ActionPlace
    ) {
        switch action.subject {
        case .resources(let types):
            guard let onValue else {
                if !types.contains(position.type.name) {
                    bad(
                        "'\(action.name)' is for \(action.subject.text), not for "
                            + position.type.name,
                        hint: "'on' names another resource, such as related.NAME"
                    )
                }
                return
            }
            guard let on else { return }
            let names = types.flatMap { [ValueType.object($0), .list(.object($0))] }
            if !names.contains(on.type) {
                onValue.bad("'\(action.name)' is for \(action.subject.text), not for \(on.type)")
            }
        case .element(let name):
            onValue?.bad("'\(action.name)' is done to what 'each' found: 'on' does not go with it")
            if position.each?.element.name != name {
                bad("'\(action.name)' is for each \(name): the guardrail has no such 'each'")
            }
        case .region:
            onValue?.bad(
                "'\(action.name)' is done to an account's region: 'on' does not go with it"
            )
            if position.part?.contains(Guardrail.Part.regionMark) != true {
                bad("'\(action.name)' is for a part whose key has \(Guardrail.Part.regionMark)")
            }
        }
    }
}

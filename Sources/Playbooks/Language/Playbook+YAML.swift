import CEL
import Document
import Guardrails

extension Playbook {
    static let keys = ["playbook", "kind", "title", "target", "inputs", "steps", "tests"]
    static let requiredKeys = ["playbook", "kind", "title", "steps", "tests"]

    /// Reads one playbook file without its tests. Nil where its problems leave nothing to test.
    static func read(_ root: YAMLValue, catalogue: Catalogue, steps: StepCatalogue) -> Playbook? {
        let keys = root.keys(Self.keys, required: requiredKeys)
        guard let name = keys["playbook"]?.text(), let title = keys["title"]?.text(),
            let kind = keys["kind"]?.choice(Kind.self)
        else { return nil }
        if !name.isPlainName {
            keys["playbook"]?.bad("'\(name)' is not a name: lower-case letters, digits and '-'")
        }
        let target = keys["target"]?.resourceType(in: catalogue)
        switch kind {
        case .workflow where keys["target"] == nil:
            root.source.report(
                .missingKey,
                at: root.place,
                "the key 'target' is missing: the type of what the workflow is run on"
            )
            return nil
        case .orchestration where keys["target"] != nil:
            keys["target"]?.bad(
                "an orchestration has no target: it finds what it works on by itself"
            )
            return nil
        default: break
        }
        let inputs = keys["inputs"]?.playbookInputs() ?? []
        let read = keys["steps"]?.playbookSteps(
            in: steps,
            PlaybookSight(target: target, inputs: inputs)
        )
        guard let read, !root.source.hasErrors else { return nil }
        return Playbook(
            name: name,
            title: title,
            kind: kind,
            target: target,
            inputs: inputs,
            steps: read,
            place: root.place
        )
    }
}

extension YAMLValue {
    /// `{ memory-first: { type: flag, default: false, meaning: … } }`
    fileprivate func playbookInputs() -> [PlaybookInput] {
        let entries = entries()
        let names = Set(entries.map(\.name))
        return entries.compactMap { entry in
            let keys = entry.value.keys(
                ["type", "default", "meaning", "needs"],
                required: ["type", "meaning"]
            )
            for need in keys["needs"]?.list() ?? [] {
                guard let name = need.text(), !names.contains(name) || name == entry.name else {
                    continue
                }
                need.bad("'\(name)' is no other input")
            }
            if !entry.name.isPlainName {
                entry.key.bad("'\(entry.name)' is not a name: lower-case letters, digits and '-'")
            }
            if PlaybookInput.taken.contains(entry.name) {
                entry.key.bad("'--\(entry.name)' is an option of the command itself")
            }
            guard let kind = keys["type"]?.choice(PlaybookInput.Kind.self),
                let meaning = keys["meaning"]?.text()
            else { return nil }
            let standard = keys["default"].map { ($0, $0.json()) }
            if let (value, json) = standard, kind.shape.value(of: json, []) == nil {
                value.wrong(kind.shape.expectation)
            }
            return PlaybookInput(
                name: entry.name,
                kind: kind,
                standard: standard?.1,
                meaning: meaning,
                needs: keys["needs"]?.texts() ?? []
            )
        }
    }
}

extension PlaybookInput {
    /// Options that every run has.
    static let taken: Set<String> = [
        "target", "case", "reason", "wait", "format", "only", "dry-run", "report", "yes", "local",
        "help", "version", "folder",
    ]
}

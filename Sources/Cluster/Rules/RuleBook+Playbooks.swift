import AWS
import Document
import Guardrails
import Platform
import Playbooks

extension RuleTexts.File {
    /// - Parameter tests: whether the playbook's own tests are run.
    public func playbook(running tests: Bool = false) throws(Problems) -> Playbook {
        try Playbook.load(
            yaml: text,
            file: file,
            catalogue: .aws,
            steps: .aws,
            running: tests
        )
    }
}

extension RuleBook {
    /// What the database holds runs to, by the playbooks' names: {"file","title","kind","target","sha256",
    /// "steps": {STEP: {"type","responds","in_aws","gate": {"by","two_persons"} or null}}}. One that this
    /// program cannot load is left out.
    public var playbookBounds: Object {
        var bounds = Object()
        for file in texts.playbooks {
            guard let playbook = try? file.playbook() else { continue }
            let steps = playbook.steps.map { ($0.name, $0.bounds) }
            bounds[playbook.name] = [
                "file": .string(file.file), "title": .string(playbook.title),
                "kind": .string(playbook.kind.rawValue),
                "target": .optional(playbook.target?.name),
                "sha256": .string(SHA256.hexDigest(Array(file.text.utf8))),
                "steps": .object(Object(steps)),
            ]
        }
        return bounds
    }
}

extension PlaybookStep {
    fileprivate var bounds: JSON {
        let isResponse = type.kind == .respond
        return [
            "type": .string(type.name), "responds": .bool(isResponse),
            "in_aws": .bool(isResponse && !type.permissions.isEmpty),
            "gate": gate.map(\.bounds) ?? .null,
        ]
    }
}

extension PlaybookStep.Gate {
    /// Whether two are needed is a condition of the run where it is neither yes nor no.
    fileprivate var bounds: JSON {
        let needsTwo: JSON =
            switch persons {
            case .one: false
            case .two: true
            case .twoWhen: .null
            }
        return ["by": .list(by), "two_persons": needsTwo]
    }
}

import AWS
import Document
import Guardrails
import Platform
import Playbooks
import Store

/// What a run that a guardrail asks for is to be started with, by the rules in force and by what sweeps
/// have seen of the finding's account.
struct PlaybookPlanning: Sendable {
    enum Answer: Sendable {
        /// - Parameters:
        ///   - target: nil for an orchestration.
        ///   - call: what the ledger keeps in place of a call.
        case start(target: ResourceName?, call: JSON)
        case refused(String)
    }

    let rules: RuleBook
    let inventories: Inventories

    func answer(
        _ name: String,
        _ request: ActionRequest
    ) async throws(StoreError) -> Answer {
        guard let (playbook, digest) = rules.playbook(named: name) else {
            return .refused("the rules in force have no playbook '\(name)'")
        }
        let inputs = request.parameters["inputs"]?.object ?? Object()
        if let problem = playbook.problem(withInputs: inputs) { return .refused(problem) }
        guard let type = playbook.target else {
            return .start(target: nil, call: call(name, digest, nil, inputs))
        }
        switch try await target(request, type) {
        case .failure(let refusal): return .refused(refusal.reason)
        case .success(let target):
            return .start(target: target, call: call(name, digest, target, inputs))
        }
    }

    private struct Refusal: Error { let reason: String }

    private func target(
        _ request: ActionRequest,
        _ type: ResourceType
    ) async throws(StoreError) -> Result<ResourceName, Refusal> {
        let own = request.target.name
        guard let written = request.parameters["target"] else {
            guard own.type == type.name else {
                let reason = "it is run on \(type.name), and \(own.id) is \(own.type)"
                return .failure(Refusal(reason: reason))
            }
            return .success(own)
        }
        guard let text = written.string, !text.isEmpty else {
            return .failure(Refusal(reason: "what it is run on is no id and no ARN"))
        }
        let lookup = EstateLookup(
            type: type.name,
            name: text.hasPrefix("arn:") ? .arn(text) : .id(text),
            account: own.account,
            region: nil
        )
        let named = try await inventories.named([lookup], types: [type])
        let found = named.resources.map(\.name) + named.omitted
        guard found.count == 1 else {
            let reason =
                found.isEmpty
                ? "no \(type.name) of account \(own.account) is '\(text)', as far as sweeps have seen"
                : "\(found.count) of \(type.name) are '\(text)'"
            return .failure(Refusal(reason: reason))
        }
        return .success(found[0])
    }

    private func call(
        _ name: String,
        _ digest: String,
        _ target: ResourceName?,
        _ inputs: Object
    ) -> JSON {
        [
            "service": "parapet", "operation": "StartRun",
            "input": [
                "playbook": .string(name), "sha256": .string(digest),
                "target": target.map { target in
                    [
                        "type": .string(target.type), "account": .string(target.account),
                        "region": .string(target.region), "id": .string(target.id),
                    ]
                } ?? .null,
                "inputs": .object(inputs),
            ],
        ]
    }
}

extension RuleBook {
    /// A playbook of these rules, with the SHA-256 of its text.
    func playbook(named name: String) -> (Playbook, digest: String)? {
        for file in texts.playbooks {
            guard let playbook = try? file.playbook(), playbook.name == name else { continue }
            return (playbook, SHA256.hexDigest(Array(file.text.utf8)))
        }
        return nil
    }
}

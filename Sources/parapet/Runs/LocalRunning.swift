import AWS
import CEL
import Cluster
import Document
import Guardrails
import Platform
import Playbooks
import Store

/// What is run in this process alone, by this machine's files and credentials and without a database: it
/// looks into something. What changes anything needs the ledger.
struct LocalRunning {
    let inventory: LiveInventory
    let sessions: Sessions
    let configuration: Configuration
    private let estate: Estate

    init(_ wiring: Wiring) async throws {
        configuration = try wiring.configuration()
        sessions = try await wiring.sessions()
        try await sessions.checkKeys()
        estate = try configuration.estate(discovered: [])
        inventory = LiveInventory(
            sessions: sessions,
            roles: configuration.roles,
            accounts: estate.accounts.map(\.id).sorted()
        )
    }

    /// The playbook of this machine's folder.
    ///
    /// - Returns: with the SHA-256 of its text.
    static func playbook(_ name: String, folder: String?) throws -> (Playbook, digest: String) {
        let found = PlaybooksFolder([folder].compactMap(\.self))
        guard let text = found.text(of: name) else {
            let names = ((try? found.load()) ?? []).map(\.name)
            throw Failure(
                "PAR-RUN-10 there is no playbook '\(name)' in \(found.paths.joined(separator: ", "))",
                hint: Suggestion.nearest(to: name, in: names).map { "did you mean '\($0)'?" }
                    ?? "set PARAPET_PLAYBOOKS, or name a --folder"
            )
        }
        let file = RuleTexts.File(file: name, text: text)
        return (try file.playbook(), SHA256.hexDigest(Array(text.utf8)))
    }

    /// - Throws: where it would change something, and there is no ledger to keep what was there before.
    static func check(_ playbook: Playbook, changesNothing: Bool) throws {
        let step = playbook.steps.first { $0.type.kind == .respond }
        guard let step, !changesNothing else { return }
        throw Failure(
            "PAR-RUN-30 '\(step.name)' of '\(playbook.name)' changes something, and without a database "
                + "nobody keeps what was there before",
            hint: "set PARAPET_DATABASE_URL, or run it with --only analyse or --dry-run"
        )
    }

    /// Of a workflow: looked for in all accounts that parapet.yaml lists, and all their regions.
    ///
    /// - Throws: none, or several, after what there is on standard output.
    func target(_ text: String?, for playbook: Playbook) async throws -> Resource? {
        guard let type = playbook.target else {
            try RunTarget.none(text, for: playbook)
            return nil
        }
        guard let text else { throw RunTarget.missing(type, playbook) }
        let arn = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let isARN = arn.count == 6 && arn[0] == "arn"
        let known = try await inventory.everywhere(
            ofTypes: [type.name],
            accounts: isARN && !arn[4].isEmpty ? [String(arn[4])] : [],
            regions: isARN && !arn[3].isEmpty ? [String(arn[3])] : []
        )
        for (place, gap) in known.gaps.sorted(by: { $0.key < $1.key }) {
            Terminal.say("not all is known of \(place): \(gap.summary)")
        }
        let found = LiveTarget.candidates(text, among: known.resources)
        if found.count == 1 { return found[0].resource }
        throw RunTarget.ambiguous(text, type, found.map(\.json), "in the accounts of parapet.yaml")
    }

    func run(_ begun: Run, of playbook: Playbook) async -> Run {
        await LocalRun(
            playbook,
            sessions: sessions,
            roles: configuration.roles,
            inventory: inventory
        ).run(begun)
    }

    func account(_ id: String) -> Account {
        estate.accounts.first { $0.id == id } ?? Account(id: id, name: id)
    }
}

extension LiveTarget.Candidate {
    fileprivate var json: JSON {
        let name = resource.name
        return [
            "type": .string(name.type), "id": .string(name.id), "account": .string(name.account),
            "region": .string(name.region), "name": .optional(name.name), "why": .string(why),
        ]
    }
}

extension Run {
    /// As a row of `report.runs` has it.
    func row(text: String) -> JSON {
        [
            "id": .string(id), "playbook": .string(playbook), "sha256": .string(textDigest),
            "target_type": .optional(target?.name.type),
            "account": .string(target?.name.account ?? ""),
            "region": .optional(target?.name.region), "target_id": .optional(target?.name.id),
            "target_arn": .optional(target?.name.arn), "target_name": .optional(target?.name.name),
            "case": .optional(caseName), "reason": .optional(reason), "inputs": .object(inputs),
            "only_analyses": .bool(onlyAnalyses), "dry": .bool(isDry),
            "status": .string(status.rawValue), "started_by": .string(startedBy),
            "started": .optional(started?.rfc3339), "ended": .optional(ended?.rfc3339),
            "state": json, "text": .string(text),
        ]
    }
}

import AWS
import Document
import Records

extension RunReport {
    /// What somebody has to see to.
    var open: Section {
        var section = Section(title: "What has to be done", weight: .high)
        section.lines = halfCut + notTakenBack
        section.lines += texts("uncollected").map {
            "No sweep has ever collected \($0): what it would tell is missing here; a guardrail has to"
                + " ask for it"
        }
        for step in run.steps {
            switch step.status {
            case .failed:
                let reason = reason(of: step.name) ?? "nobody knows why"
                // It only waited when somebody asked for the run to be undone.
                if reason.hasSuffix(Self.stoppedByUndo) { continue }
                section.lines.append("\(step.name) failed: \(reason)")
            case .waiting where run.status == .waiting:
                section.lines.append("\(step.name) waits for somebody's word")
            default: break
            }
        }
        for change in changes where isOpen(change) {
            let reason = change.reason.map { ": \($0)" } ?? ""
            section.lines.append(
                "the change \(change.id ?? "") of \(change.target.id) is \(change.state.rawValue)"
                    + reason
            )
        }
        if run.status == .refused { section.lines.append("what was done stays until it is undone") }
        return section
    }

    private static let stoppedByUndo = "asked for the run to be undone"

    /// Whether it went wrong, and nothing since has put it right.
    private func isOpen(_ change: ChangeRecord) -> Bool {
        guard [.failed, .conflict].contains(change.state), run.status != .undone else {
            return false
        }
        if let undone = change.undoes {
            return !changes.contains { $0.undoes == undone && $0.state == .done }
        }
        return !run.steps.contains { $0.name == change.step && $0.status == .done }
    }

    /// What was changed and stands, in words.
    var contained: Section {
        var section = Section(title: "What is contained", weight: .info)
        for change in standing {
            let title = Step.named(change.action)?.type.title ?? change.action
            let line = "\(title): \(change.target.id)"
            // Another run's, and one of its own on top of it: it is contained once.
            if !section.lines.contains(line) { section.lines.append(line) }
        }
        section.lines += wall
        if run.status == .undone {
            let stays = left.filter { !isGone($0) }
            section.lines =
                (stays.isEmpty ? ["Nothing: what was changed was taken back"] : stays)
                + left.filter(isGone)
        }
        return section
    }

    /// What goes on in spite of it.
    var living: Section {
        var section = Section(title: "What may live on", weight: .high)
        let cuts = standing.filter { Self.containment(of: $0) == .cuts }
        let cut = cuts.flatMap(\.afterInterfaces)
        section.lines =
            texts("flows").filter { line in !cut.contains { line.hasPrefix("\($0): ") } }
            + texts("refused")
        if !cuts.isEmpty {
            section.lines.append("flows that sent nothing while they were cut may live on")
        }
        if isMeantToIsolate, !isIsolated {
            section.lines.insert("The instance is not isolated: everything lives on", at: 0)
        }
        return section
    }

    private static func containment(of change: ChangeRecord) -> Step.Containment? {
        Step.named(change.action)?.containment
    }

    /// By the playbook's text: the run may not have come that far.
    private var isMeantToIsolate: Bool {
        let text = row["text"]?.string ?? ""
        return Step.all.contains { $0.containment == .isolates && text.contains($0.type.name) }
    }

    /// It may have been isolated before: then nothing was changed.
    private var isIsolated: Bool {
        let steps = row["state"]?["steps"]?.array ?? []
        return standing.contains { Self.containment(of: $0) == .isolates }
            || steps.contains { step in
                step["status"]?.string == "done"
                    && step["type"]?.string.flatMap(Step.named)?.containment == .isolates
                    && !(step["tasks"]?.array ?? []).contains {
                        $0["changes"]?.array?.isEmpty == false
                    }
            }
    }

    /// An instance whose flows were being cut when that stopped: an interface may be open.
    private var halfCut: [String] {
        let closed = Set(changes.filter { $0.state == .done }.compactMap(\.undoes))
        return changes.filter { change in
            Self.containment(of: change) == .cuts
                && [.failed, .conflict].contains(change.state)
                && !change.requests.isEmpty && !closed.contains(change.id ?? "")
        }.map { change in
            "\(change.target.id) MAY BE OPEN to everybody: cutting its flows stopped halfway; "
                + "parapet playbook undo \(run.run) closes it"
        }
    }

    /// Whether the tag keeps others off.
    private var wall: [String] {
        let asked = run.steps.filter { $0.status == .done && $0.outputs["in_force"] != nil }
        guard let found = asked.first?.outputs else {
            let isMeant =
                row["text"]?.string?.contains("organizations.find-incident-policy") == true
            return isMeant
                ? [
                    "Whether only responders may touch what is tagged SecurityStatus=IR, nobody knows"
                ]
                : []
        }
        return found["in_force"] == true
            ? [
                "Only responders may touch it: by the service control policy \(Self.text(found["policy"] ?? ""))"
            ]
            : [
                "Others may touch it: no service control policy keeps them off (ops/iam/responders-scp.json)"
            ]
    }

    /// What was not taken back because another run relies on it.
    private var left: [String] {
        let steps: [JSON] = row["state"]?["steps"]?.array ?? []
        let tasks: [JSON] = steps.flatMap { $0["tasks"]?.array ?? [] }
        let lines: [String] = tasks.flatMap { $0["left"]?.texts ?? [] }
        // The other run was undone since.
        let back = Set(changes.filter { $0.undoneBy != nil }.compactMap(\.id))
        return lines.filter { !back.contains(Self.change(of: $0)) }
    }

    /// The id that a line of these begins with.
    private static func change(of line: String) -> String {
        String(line.prefix { $0 != " " && $0 != ":" })
    }

    private func isGone(_ line: String) -> Bool {
        line.hasSuffix("is gone, and the change with it")
    }

    private var notTakenBack: [String] {
        (row["state"]?["steps"]?.array ?? []).flatMap { step in
            (step["tasks"]?.array ?? []).compactMap { task -> String? in
                guard let message = task["message"]?.string,
                    message.hasPrefix("it could not be undone")
                else { return nil }
                return "\(step["name"]?.string ?? ""): \(message)"
            }
        }
    }

    private var standing: [ChangeRecord] {
        let gone = Set(left.filter(isGone).map(Self.change))
        return changes.filter { change in
            change.state == .done && change.undoes == nil && change.undoneBy == nil
                && !gone.contains(change.id ?? "")
        }
    }

    /// Every change with what takes it back.
    var done: Section {
        var section = Section(title: "What was changed")
        let rows = changes.map { change -> [String] in
            let step = Step.named(change.action)?.type
            let other = change.run.flatMap { $0 == run.run ? nil : $0 }
            let undo =
                change.undoes.map { "takes back \($0)" } ?? change.undoneBy.map { "by \($0)" }
                ?? other.map { "made by \($0): the last run that relies on it takes it back" }
                ?? step?.undo ?? "it stays"
            return [
                change.id ?? "", change.action, change.target.id, change.state.rawValue,
                change.executed?.rfc3339 ?? "-", change.requests.joined(separator: " "), undo,
            ]
        }
        section.table = .init(
            titles: ["Change", "Step", "Target", "State", "Made", "Requests", "Undo"],
            rows: rows
        )
        if !rows.isEmpty, run.status != .undone {
            section.lines = ["All of it is taken back by: parapet playbook undo \(run.run)"]
        }
        return section
    }

    var proof: Section {
        var section = Section(title: "Evidence")
        guard let evidence else { return section }
        section.lines = [
            "The log has \(evidence.entries) entries; the hash of the last is \(evidence.head)",
            evidence.hasKey
                ? "It is signed when it is exported: parapet evidence export \(run.run) --output FILE"
                : "It is not signed: parapet.yaml names no key under 'signing'",
        ]
        return section
    }
}

extension ChangeRecord {
    /// The interfaces that it was about, by what was read after it.
    fileprivate var afterInterfaces: [String] {
        after?["interfaces"]?.object?.keys.map { $0 } ?? []
    }
}

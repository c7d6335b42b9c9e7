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
                section.lines.append("\(step.name) failed: \(reason)")
            case .waiting where run.status == .waiting:
                section.lines.append("\(step.name) waits for somebody's word")
            default: break
            }
        }
        for change in changes where [.failed, .conflict].contains(change.state) {
            let reason = change.reason.map { ": \($0)" } ?? ""
            section.lines.append(
                "the change \(change.id ?? "") of \(change.target.id) is \(change.state.rawValue)"
                    + reason
            )
        }
        if run.status == .refused { section.lines.append("what was done stays until it is undone") }
        return section
    }

    /// What was changed and stands, in words.
    var contained: Section {
        var section = Section(title: "What is contained", weight: .info)
        for change in standing {
            let title = Step.named(change.action)?.type.title ?? change.action
            section.lines.append("\(title): \(change.target.id)")
        }
        if run.status == .undone { section.lines = ["Nothing: what was changed was taken back"] }
        return section
    }

    /// What goes on in spite of it.
    var living: Section {
        var section = Section(title: "What may live on", weight: .high)
        let isCut = standing.contains { $0.action == Self.cutting }
        let cut = isCut ? standing.first { $0.action == Self.cutting }?.afterInterfaces ?? [] : []
        section.lines =
            texts("flows").filter { line in !cut.contains { line.hasPrefix("\($0): ") } }
            + texts("refused")
        if isCut { section.lines.append("flows that sent nothing while they were cut may live on") }
        let isolating = "ec2.isolate-instance"
        let isMeant = row["text"]?.string?.contains(isolating) == true
        // It may have been isolated before: then nothing was changed.
        let isDone = run.steps.contains { step in
            step.status == .done && step.outputs["flows"] != nil && step.changes.isEmpty
        }
        if isMeant, !isDone, !standing.contains(where: { $0.action == isolating }) {
            section.lines.insert("The instance is not isolated: everything lives on", at: 0)
        }
        return section
    }

    private static let cutting = "ec2.cut-flows"

    /// An instance whose flows were being cut when that stopped: an interface may be open.
    private var halfCut: [String] {
        let closed = Set(changes.filter { $0.state == .done }.compactMap(\.undoes))
        return changes.filter { change in
            change.action == Self.cutting && [.failed, .conflict].contains(change.state)
                && !change.requests.isEmpty && !closed.contains(change.id ?? "")
        }.map { change in
            "\(change.target.id) MAY BE OPEN to everybody: cutting its flows stopped halfway; "
                + "parapet playbook undo \(run.run) closes it"
        }
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
        changes.filter { $0.state == .done && $0.undoes == nil && $0.undoneBy == nil }
    }

    /// Every change with what takes it back.
    var done: Section {
        var section = Section(title: "What was changed")
        let rows = changes.map { change -> [String] in
            let step = Step.named(change.action)?.type
            let undo =
                change.undoes.map { "takes back \($0)" } ?? change.undoneBy.map { "by \($0)" }
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

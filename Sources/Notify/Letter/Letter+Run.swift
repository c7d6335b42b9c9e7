extension Letter {
    init(_ news: RunNews) {
        let what = news.playbook.clipped()
        title =
            news.gate == nil
            ? "\(what) \(news.ending)" : "\(what) waits for somebody's word"
        subject = title
        severity = .critical
        facts = news.facts
        sections = [
            Section(nil, [.paragraph(news.sentence)]),
            Section("How to go on", news.commands.map { .command($0) }),
        ]
        footer = ""
    }
}

extension RunNews {
    fileprivate var facts: [Letter.Fact] {
        var facts = [Letter.Fact("run", run.clipped(), isVerbatim: true)]
        if let account { facts.append(.init("account", account.shown)) }
        if let target { facts.append(.init("target", target.clipped(), isVerbatim: true)) }
        if let reference { facts.append(.init("case", reference.clipped(), isVerbatim: true)) }
        if let reason { facts.append(.init("reason", reason.clipped(to: 500), isVerbatim: true)) }
        let by = startedBy == "parapet" ? "Parapet, for a guardrail" : startedBy.clipped()
        facts.append(.init("started by", by))
        guard let gate else { return facts }
        facts.append(.init("step", gate.step.clipped(), isVerbatim: true))
        facts.append(.init("decides", gate.deciders))
        return facts
    }

    fileprivate var ending: String {
        switch status {
        case .failed: "failed"
        case .undone: "was taken back"
        default: "was \(status.rawValue)"
        }
    }

    fileprivate var sentence: String {
        guard let gate else {
            switch status {
            case .failed:
                return
                    "A step failed. What was done stays; nothing more is done until somebody has it go on."
            case .refused:
                return "Somebody said no. What was done before stays until it is taken back."
            default: return "What it changed was taken back."
            }
        }
        guard gate.isOpen else { return "It was decided meanwhile: nobody has to do anything." }
        return "\(gate.asks.clipped(to: 500)). Nothing of this step is done before."
    }

    fileprivate var commands: [Letter.Command] {
        var commands: [Letter.Command] = []
        if let gate, gate.isOpen {
            for (purpose, verb) in [("To let it go on:", "approve"), ("To refuse:", "reject")] {
                commands.append(
                    Letter.Command(
                        purpose,
                        ["playbook", verb, run, "--step", gate.step, "--reason", "WHY"]
                    )
                )
            }
        }
        commands.append(Letter.Command("To see all of it:", ["playbook", "show", run]))
        guard gate == nil else { return commands }
        if status == .failed {
            commands.append(Letter.Command("To have it go on:", ["playbook", "resume", run]))
        }
        if status != .undone {
            commands.append(Letter.Command("To take it back:", ["playbook", "undo", run]))
        }
        return commands
    }
}

extension RunNews.Gate {
    fileprivate var deciders: String {
        let roles = by.map { $0.clipped() }.joined(separator: ", ")
        guard needsTwo else { return roles }
        return "\(roles): two persons" + (approvals > 0 ? ", \(approvals) said yes" : "")
    }
}

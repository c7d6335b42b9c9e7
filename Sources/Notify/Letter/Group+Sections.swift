import Guardrails

extension Group {
    /// What happened, why it matters, how to go on.
    ///
    /// - Parameters:
    ///   - limit: how many items are shown; more are counted.
    ///   - heading: what parts this group from others; nil where it is the only one.
    func sections(for recipient: Recipient, limit: Int, heading: String?) -> [Letter.Section] {
        var parts = items.prefix(limit).map {
            Letter.Part.entry($0.entry(in: self, for: recipient))
        }
        if let more = more(than: limit) { parts.append(.command(more)) }
        if let stillOpen {
            parts.append(.paragraph(Self.open(stillOpen)))
        }
        var sections = [Letter.Section(heading, parts)]
        if concernsSomebody, !guardrail.education.isEmpty {
            let lesson = guardrail.education.paragraphs.map {
                Letter.Part.paragraph($0.clipped(to: 2000))
            }
            sections.append(Letter.Section("Why it matters, and how to do it right", lesson))
        }
        let shown = Array(items.prefix(limit))
        let commands = goingOn(shown)
        if !commands.isEmpty {
            sections.append(Letter.Section("How to go on", commands.map(Letter.Part.command)))
        }
        if let request = exceptions(shown) {
            sections.append(Letter.Section("If it has to be so", [.command(request)]))
        }
        return sections
    }

    /// Whether anything is left to learn or to do.
    private var concernsSomebody: Bool {
        omitted > 0
            || items.contains { $0.isStanding || $0.event.needsSomebody || $0.event == .made }
    }

    static func open(_ count: Int) -> String {
        switch count {
        case 0: "Nothing of it stands open any more."
        case 1: "1 finding of it stands open."
        default: "\(count.grouped) findings of it stand open."
        }
    }

    /// How to see what is not shown; nil where all is.
    func more(than limit: Int) -> Letter.Command? {
        let left = max(0, items.count - limit) + omitted
        guard left > 0 else { return nil }
        let isOfChanges = !items.isEmpty && items.allSatisfy(\.event.isOfChange)
        let isOver = !items.isEmpty && items.allSatisfy { $0.event == .resolved }
        var words = isOfChanges ? ["changes", "list"] : ["findings"]
        words += ["--guardrail", guardrail.name]
        if let account { words += ["--account", account.id] }
        if isOver { words += ["--status", "resolved"] }
        return Letter.Command("And \(left.grouped) more:", words, isCount: true)
    }
}

extension Item {
    /// Whether the finding is open after it.
    var isStanding: Bool {
        switch event {
        case .opened, .reopened, .needsApproval, .waits, .lapsesSoon, .lapsed, .failed, .conflict,
            .refused, .undone:
            true
        case .resolved, .excepted, .made: false
        }
    }
}

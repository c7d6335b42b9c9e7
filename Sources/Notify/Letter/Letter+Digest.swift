extension Letter {
    /// What happened by guardrail, one line each, and what is still open: no lesson again.
    init(_ digest: Digest, limit: Int) {
        let happened = digest.groups.filter { $0.count > 0 }
        let open = "\(digest.stillOpen.grouped) still open"
        subject = "Digest: \(happened.isEmpty ? "nothing changed" : happened.summary), \(open)"
        severity = happened.map(\.guardrail.severity).max()
        title = happened.isEmpty ? "Nothing changed" : "What changed"
        facts = [
            Fact("from", digest.from.shown), Fact("to", digest.to.shown),
            Fact("still open", digest.stillOpen.grouped),
        ]
        sections = happened.map { Self.section(of: $0, limit: limit) }
        // Those that were too many to be asked for one by one.
        if happened.contains(where: { $0.items.contains { $0.event == .needsApproval } }) {
            let words = ["changes", "list", "--state", "awaiting-approval"]
            sections.append(Section(nil, [.command(Command("What waits for a decision:", words))]))
        }
        let words = ["findings"]
        let purpose =
            digest.stillOpen == 0
            ? "Nothing stands open. To look for yourself:" : "What is still open:"
        sections.append(Section(nil, [.command(Command(purpose, words))]))
        footer = ""
    }

    private static func section(of group: Group, limit: Int) -> Section {
        let guardrail = group.guardrail
        var parts: [Part] = [.paragraph(line(of: group))]
        parts.append(.list(group.items.prefix(limit).map { line(of: $0, in: group) }))
        if let more = group.more(than: limit) { parts.append(.command(more)) }
        parts.append(
            .command(
                Command(
                    "Why it matters, and how to do it right:",
                    ["guardrails", "explain", guardrail.name]
                )
            )
        )
        return Section("\(guardrail.title.clipped()) [\(guardrail.severity.rawValue)]", parts)
    }

    private static func line(of group: Group) -> String {
        let account = group.account.map { " in \($0.shown)" } ?? ""
        let open = group.stillOpen.map { "; \($0.grouped) still open" } ?? ""
        return "\([group].summary)\(account)\(open)".capitalizedFirst
    }

    private static func line(of item: Item, in group: Group) -> String {
        let account = item.account.map { ", \($0.named)" } ?? ""
        let part = item.part.isEmpty ? "" : ", \(item.part.clipped())"
        let often =
            item.flapping.map { $0.count > 1 ? " (changed \($0.count.grouped) times)" : "" } ?? ""
        let why =
            item.event == .resolved
            ? item.reason.map { ": \($0.clipped())" }
            : item.because.first.map { ": \($0.text.clipped())" }
        let change = item.change?.id.map { " [\($0.clipped())]" } ?? ""
        return "\(item.event.word): \(item.title)\(account)\(part)\(often)\(why ?? "")\(change)"
    }
}

extension Letter {
    init(_ groups: [Group], for recipient: Recipient, limit: Int) {
        let worst = groups.map(\.guardrail.severity).max()
        let mark = worst.map { "[\($0.rawValue)] " } ?? ""
        let accounts = groups.compactMap(\.account).reduce(into: [AccountNote]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        let place = accounts.count == 1 ? " in \(accounts[0].short)" : ""
        let only = groups.count == 1 ? groups.first : nil
        title = (only?.guardrail.title ?? "\(groups.count) guardrails\(place)").clipped()
        subject = "\(mark)\(title.clipped(to: 80)): \(groups.summary)" + (only == nil ? "" : place)
        severity = worst
        facts = only.map { Self.facts(of: $0) } ?? []
        sections = groups.flatMap { group in
            group.sections(
                for: recipient,
                limit: limit,
                heading: only == nil ? Self.heading(of: group) : nil
            )
        }
        footer = ""
    }

    private static func facts(of group: Group) -> [Fact] {
        let guardrail = group.guardrail
        var facts = [
            Fact("guardrail", guardrail.name.clipped(), isVerbatim: true),
            Fact("severity", guardrail.severity.rawValue),
        ]
        if let account = group.account { facts.append(Fact("account", account.shown)) }
        return facts
    }

    private static func heading(of group: Group) -> String {
        group.guardrail.title.clipped() + " [\(group.guardrail.severity.rawValue)]"
            + (group.account.map { " in \($0.shown)" } ?? "")
    }
}

extension AccountNote {
    /// For a line that has little room: the name where there is one.
    var short: String { (name ?? id).clipped(to: 60) }
}

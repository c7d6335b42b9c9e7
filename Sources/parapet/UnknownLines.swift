import Store

/// What a sweep could not judge, for people: which guardrails, which parts, and why.
enum UnknownLines {
    static let shown = 5
    private static let shownParts = 3

    static func text(_ count: Int, _ groups: [Unknowns.Group]) -> [String] {
        var lines = ["\(count) could not be judged: parapet findings --status unknown"]
        lines += groups.prefix(shown).map(line)
        if groups.count > shown { lines.append("  and others") }
        if groups.contains(where: \.isOfRegions) {
            lines.append(
                "  What needs other regions stays unknown, and sweeps end with 4, while 'regions:'"
                    + " leaves them out: sweep 'all', or set such guardrails to 'off'"
            )
        }
        return lines
    }

    private static func line(_ group: Unknowns.Group) -> String {
        let more = group.parts.count > shownParts ? ", …" : ""
        let parts = group.parts.prefix(shownParts).joined(separator: ", ") + more
        let accounts = group.accounts == 1 ? "1 account" : "\(group.accounts) accounts"
        return "  \(group.guardrail)\(parts.isEmpty ? "" : " (\(parts))"), \(accounts):"
            + " \(group.reason)"
    }
}

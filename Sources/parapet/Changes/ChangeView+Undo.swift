import Document

extension ChangeView {
    /// Of an undo whose guardrail makes the change again by itself: that it does, and what keeps it from
    /// that. Empty: nothing is made again.
    var again: [String] {
        guard isMadeAgain, let guardrail = change.guardrail else { return [] }
        var words = ["parapet", "exceptions", "request", guardrail, "--account", change.account]
        if change.region != "global" { words += ["--region", change.region] }
        words += ["--resource", change.resource.id, "--until", "30d", "--reason", "WHY"]
        return [
            "\(guardrail) enforces there: what is undone is found again, and changed again at once",
            "to keep it undone, first: \(words.map(\.shellWord).joined(separator: " "))",
            "or set its mode there to approve, in parapet.yaml",
        ]
    }
}

extension Letter {
    init(_ stop: StoppedChanges) {
        let what = stop.guardrail.map { "Changes of \($0.name.clipped())" } ?? "All changes"
        title = "\(what) are stopped"
        subject = title
        severity = stop.guardrail?.severity
        facts = [
            Fact("since", stop.at.shown),
            Fact("by", stop.by == "parapet" ? "Parapet itself" : stop.by.clipped()),
        ]
        if let reason = stop.reason {
            facts.append(Fact("reason", reason.clipped(to: 500), isVerbatim: true))
        }
        facts.append(
            Fact("held back", stop.waiting == 1 ? "1 change" : "\(stop.waiting.grouped) changes")
        )
        let narrowed = stop.guardrail.map { ["--guardrail", $0.name] } ?? []
        sections = [
            Section(
                nil,
                [
                    .paragraph(
                        "Sweeps go on and findings are written. Nothing is changed until somebody "
                            + "who may approve lets it go on; what is held back is proposed again then."
                    )
                ]
            ),
            Section(
                "How to go on",
                [
                    .command(
                        Command(
                            "What failed before it:",
                            ["changes", "list", "--state", "failed"] + narrowed
                        )
                    ),
                    .command(
                        Command(
                            "What is held back:",
                            ["changes", "list", "--state", "stopped"] + narrowed
                        )
                    ),
                    .command(Command("To let it go on:", ["changes", "resume"] + narrowed)),
                ]
            ),
        ]
        footer = ""
    }
}

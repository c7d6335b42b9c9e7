import Document

extension RunReport {
    /// For programs that show Markdown: nothing that comes from elsewhere is taken for its marks.
    var markdown: String { text(sections, MarkdownText.escaped) }

    /// The same for people at a terminal.
    var plain: String { text(sections) { $0.visible } }

    /// What matters most, and where the rest is.
    var summary: String {
        let whole = "The whole report: parapet playbook show \(run.run) --full, or --report DIR"
        return text(outline) { $0.visible } + "\n\n" + whole
    }

    private func text(_ sections: [Section], _ written: (String) -> String) -> String {
        func row(_ cells: [String]) -> String {
            "| " + cells.map(written).joined(separator: " | ") + " |"
        }
        var lines = ["# \(written(title))", ""]
        lines += facts.map { "- \($0.name): \(written($0.text))" }
        for section in sections {
            lines += ["", "## \(written(section.title))"]
            if !section.lines.isEmpty { lines += [""] + section.lines.map { "- \(written($0))" } }
            guard let table = section.table, !table.rows.isEmpty else { continue }
            lines += ["", row(table.titles), row(table.titles.map { _ in "---" })]
            lines += table.rows.map { row($0) }
        }
        return lines.joined(separator: "\n")
    }

    /// The run as CONTRACTS has it, with its sections, its changes and its evidence.
    var json: JSON {
        var members = run.json.object ?? Object()
        members["report"] = ["sections": .array(sections.map(\.json))]
        members["ledger"] = .array(changes.map(\.json))
        members["evidence"] =
            evidence.map {
                [
                    "entries": .int(Int64($0.entries)), "head": .string($0.head),
                    "signed": .bool($0.hasKey),
                ]
            } ?? .null
        return .object(members)
    }
}

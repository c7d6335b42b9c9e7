import Document

extension RunReport {
    var markdown: String {
        var lines = ["# \(title)", ""]
        lines += facts.map { "- \($0.name): \($0.text.visible)" }
        for section in sections {
            lines += ["", "## \(section.title.visible)"]
            if !section.lines.isEmpty {
                lines += [""] + section.lines.map { "- \($0.visible)" }
            }
            guard let table = section.table, !table.rows.isEmpty else { continue }
            lines += ["", Self.row(table.titles), Self.row(table.titles.map { _ in "---" })]
            lines += table.rows.map { Self.row($0) }
        }
        return lines.joined(separator: "\n")
    }

    /// What is in a cell never ends it.
    private static func row(_ cells: [String]) -> String {
        "| " + cells.map { $0.visible.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
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

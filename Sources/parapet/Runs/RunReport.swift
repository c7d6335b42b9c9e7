import Document
import Records

/// A run for people, as Markdown: what is worst first.
struct RunReport {
    private let run: RunRecord
    private let row: JSON

    /// - Parameter row: of `report.runs`.
    init(_ row: JSON) throws {
        run = try RunRecord(report: row)
        self.row = row
    }

    var markdown: String {
        var lines = ["# \(run.playbook): \(run.status.rawValue)", ""]
        lines += facts.map { "- \($0): \($1.visible)" }
        lines += ["", "| step | status | began | ended |", "|---|---|---|---|"]
        lines += run.steps.map { step in
            let times = [step.started, step.ended].map { $0?.rfc3339 ?? "-" }
            return "| \(step.name) | \(step.status.rawValue) | \(times.joined(separator: " | ")) |"
        }
        for step in run.steps.sorted(by: { Self.rank($0) < Self.rank($1) }) {
            lines += section(step)
        }
        return lines.joined(separator: "\n")
    }

    private var facts: [(String, String)] {
        let texts = [
            ("run", run.run), ("target", run.target),
            ("account", row["account"]?.string ?? ""), ("region", row["region"]?.string ?? ""),
            ("case", run.reference ?? ""), ("reason", run.reason ?? ""),
            ("started", row["started"]?.string ?? ""), ("by", row["started_by"]?.string ?? ""),
            ("ended", row["ended"]?.string ?? ""),
        ]
        return texts.filter { !$0.1.isEmpty }
    }

    /// What failed, then what waits, then what is known.
    private static func rank(_ step: RunRecord.Step) -> Int {
        switch step.status {
        case .failed: 0
        case .waiting: 1
        case .running, .pending: 2
        case .done, .undone: 3
        case .skipped: 4
        }
    }

    private func section(_ step: RunRecord.Step) -> [String] {
        var lines = ["", "## \(step.name)", "", step.status.rawValue]
        if let reason = reason(of: step.name) { lines[3] += ": \(reason.visible)" }
        for (name, value) in step.outputs where !value.isNull {
            switch value {
            case .array(let items) where items.isEmpty: lines += ["", "**\(name)**: none"]
            case .array(let items):
                lines += ["", "**\(name)**", ""] + items.map { "- \(Self.text($0))" }
            default: lines += ["", "**\(name)**: \(Self.text(value))"]
            }
        }
        return lines
    }

    private func reason(of step: String) -> String? {
        row["state"]?["steps"]?.array?.first { $0["name"]?.string == step }?["reason"]?.string
    }

    /// Documents are told by what they are called, and by their short values.
    private static func text(_ value: JSON) -> String {
        switch value {
        case .string(let text): return text.visible
        case .object(let members):
            let parts = members.compactMap { name, value -> String? in
                switch value {
                case .object, .null: nil
                case .array(let items) where items.contains { $0.object != nil }: nil
                default: "\(name) \(text(value))"
                }
            }
            return parts.joined(separator: ", ")
        case .array(let items): return items.map(text).joined(separator: " ")
        default: return value.text
        }
    }
}

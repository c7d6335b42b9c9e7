import Document
import Records

/// A run for people: what is worst first, in the same sections in each form.
struct RunReport {
    /// What proves what was done.
    struct Evidence {
        let entries: Int
        /// The hash of the last entry.
        let head: String
        /// Whether `parapet evidence export` signs it here.
        let hasKey: Bool
    }

    let run: RunRecord
    /// Of `report.runs`.
    let row: JSON
    /// Those that the run made and those that took them back, in the order in which they were proposed.
    let changes: [ChangeRecord]
    /// Nil where nobody looked.
    let evidence: Evidence?

    /// - Parameters:
    ///   - row: of `report.runs`.
    ///   - changes: of `report.changes`.
    init(_ row: JSON, changes: [JSON] = [], evidence: Evidence? = nil) throws {
        run = try RunRecord(report: row)
        self.row = row
        self.changes = try changes.map { try ChangeRecord(report: $0) }
            .sorted { ($0.proposed ?? .epoch, $0.id ?? "") < ($1.proposed ?? .epoch, $1.id ?? "") }
        self.evidence = evidence
    }

    /// The ids of the changes that a row tells of.
    static func changes(of row: JSON) -> [String] {
        (row["state"]?["steps"]?.array ?? []).flatMap { $0["tasks"]?.array ?? [] }
            .flatMap { ($0["changes"]?.texts ?? []) + ($0["undone_by"]?.texts ?? []) }
    }

    var title: String { "\(run.playbook): \(run.status.rawValue)" }

    /// What the run is about.
    var facts: [(name: String, text: String)] {
        let texts = [
            ("run", run.run), ("target", run.target),
            ("account", row["account"]?.string ?? ""), ("region", row["region"]?.string ?? ""),
            ("case", run.reference ?? ""), ("reason", run.reason ?? ""),
            ("started", row["started"]?.string ?? ""), ("by", row["started_by"]?.string ?? ""),
            ("ended", row["ended"]?.string ?? ""),
        ]
        return texts.filter { !$0.1.isEmpty }
    }

    /// Why a step was skipped or failed.
    func reason(of step: String) -> String? {
        row["state"]?["steps"]?.array?.first { $0["name"]?.string == step }?["reason"]?.string
    }
}

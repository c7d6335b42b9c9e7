import Document
import Foundation
import Platform
import Store

extension RunReport {
    /// With its changes and the head of its evidence.
    static func read(_ row: JSON, _ database: Database) async throws -> RunReport {
        let changes = Self.changes(of: row)
        let rows = changes.isEmpty ? [] : try await Changes(database: database).list(ids: changes)
        let entries = try await Runs(database: database).evidence(of: row["id"]?.string ?? "")
        let wiring = Wiring()
        let hasKey = try wiring.hasConfiguration && wiring.configuration().signingKeyFile != nil
        return try RunReport(
            row,
            changes: rows,
            evidence: Evidence(
                entries: entries.count,
                head: entries.last?["hash"]?.string ?? "",
                hasKey: hasKey
            )
        )
    }

    /// Writes every form of it; answers where each is.
    func write(to folder: String, at now: Timestamp) throws -> JSON {
        let forms = [
            ("markdown", "report.md", markdown + "\n"), ("html", "report.html", html(at: now)),
            ("json", "report.json", json.prettyText + "\n"), ("junit", "junit.xml", junit),
        ]
        var places = Object()
        for (form, name, text) in forms {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder,
                    withIntermediateDirectories: true
                )
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            } catch {
                throw Failure(
                    "PAR-OUT-02 \(folder)/\(name) cannot be written",
                    hint: "check that you may write there",
                    exitCode: .failure
                )
            }
            places[form] = .string("\(folder)/\(name)")
        }
        return .object(places)
    }
}

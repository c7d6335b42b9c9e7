import Document
import Foundation
import Rehearsal
import Testing

@testable import parapet

/// What people read of a run, in each form.
///
/// `PARAPET_GOLDEN=write swift test --filter RunReportTests` writes the golden files anew.
@Suite struct RunReportTests {
    private static let isWriting = ProcessInfo.processInfo.environment["PARAPET_GOLDEN"] == "write"

    private static func report(_ edit: (inout Object) -> Void = { _ in }) throws -> RunReport {
        var row = IncidentScene.row.object ?? Object()
        edit(&row)
        return try RunReport(
            .object(row),
            changes: IncidentScene.changes,
            evidence: .init(entries: 12, head: String(repeating: "ab", count: 32), hasKey: false)
        )
    }

    private static func forms(_ report: RunReport) throws -> [(name: String, text: String)] {
        let now = try #require(Timestamp("2026-01-03T11:00:00Z"))
        return [
            ("run.md", report.markdown + "\n"), ("run.html", report.html(at: now)),
            ("run.json", report.json.prettyText + "\n"), ("run.xml", report.junit),
        ]
    }

    @Test func theReportOfAnInstanceIsAsItWas() throws {
        for (name, text) in try Self.forms(Self.report()) {
            let file = URL(filePath: Repository.folder)
                .appending(path: "Tests/ClusterTests/Golden/\(name)")
            if Self.isWriting { try text.write(to: file, atomically: true, encoding: .utf8) }
            let golden = try String(contentsOf: file, encoding: .utf8)
            #expect(text == golden, "\(name)")
        }
    }

    @Test func whatIsWorstIsSaidFirst() throws {
        let titles = try Self.report().sections.map(\.title)
        #expect(
            titles.prefix(10) == [
                "What has to be done", "What is contained", "What may live on", "Who can reach it",
                "What it could do", "What was done", "What else may be hit", "What was changed",
                "Evidence", "What is not known",
            ]
        )
    }

    /// Only where the change stands.
    @Test func anInstanceThatIsNotIsolatedIsSaidToLiveOn() throws {
        let report = try RunReport(IncidentScene.row)
        #expect(report.living.lines.first?.contains("not isolated") == true)
        #expect(report.contained.isEmpty && report.done.isEmpty)
        #expect(try Self.report().living.lines.first?.contains("lives on until") == true)
    }

    @Test func whatAWSGaveStaysText() throws {
        for (name, text) in try Self.forms(Self.report()) {
            // JSON is for programs.
            guard name != "run.json" else { continue }
            #expect(!text.contains("\u{202e}"), "\(name)")
            guard name != "run.md" else { continue }
            #expect(!text.contains("<script"), "\(name)")
        }
        let cells = try Self.report().markdown.split(separator: "\n")
            .filter { $0.hasPrefix("| iam:PutRolePolicy") }
        #expect(cells.count == 1 && cells[0].contains("\\|&"))
    }

    @Test func aCaseForEachStepSaysHowItEnded() throws {
        let junit = try Self.report().junit
        #expect(try XMLElement.parse(Array(junit.utf8)).name == "testsuites")
        #expect(junit.contains(#"tests="11" failures="1" errors="0" skipped="3""#), "\(junit)")
        #expect(junit.contains(#"<skipped message="it waits for somebody's word"/>"#))
        #expect(junit.contains(#"name="shorten" time="2">"#))
    }

    @Test func whatWasUndoneIsNotSaidToStand() throws {
        let report = try Self.report { $0["status"] = "undone" }
        #expect(report.contained.lines == ["Nothing: what was changed was taken back"])
    }
}

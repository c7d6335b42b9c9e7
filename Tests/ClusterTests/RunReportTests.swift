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

    private static func report(
        changes: [JSON] = IncidentScene.changes,
        _ edit: (inout Object) -> Void = { _ in }
    ) throws -> RunReport {
        var row = IncidentScene.row.object ?? Object()
        edit(&row)
        return try RunReport(
            .object(row),
            changes: changes,
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
            titles.prefix(11) == [
                "What has to be done", "What is contained", "What may live on", "Who can reach it",
                "What it could do", "What was done", "What else may be hit", "What was changed",
                "Evidence", "What is not known", "What was left out",
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
        #expect(cells.count == 1 && cells[0].contains(#"\<script\>alert('1')\</script\>\|\&"#))
    }

    /// Marks of each kind, wherever a name, a tag or an answer of AWS's has them.
    @Test(
        arguments: [
            "*strong*", "_weak_", "`code`", "[a](http://example.com)", "<b>", "&amp;", "a|b",
            "~~gone~~", "# title", "![i](u)", "www.example.com", "https://example.com",
            "a@example.com", #"back\slash"#, "two\nlines\n- and an item",
        ]
    )
    func nothingFromElsewhereIsMarkup(hostile: String) throws {
        let report = try Self.report { row in
            row = Self.filled(.object(row), hostile).object ?? row
        }
        let written = MarkdownText.escaped(hostile)
        let text = report.markdown
        #expect(text.contains(written))
        #expect(!text.replacing(written, with: "").contains(hostile))
        var isEscape = false
        for character in written {
            if !isEscape { #expect(!"`*_<>[]&|~#!@\n".contains(character), "\(written)") }
            isEscape = character == "\\" && !isEscape
        }
        // Nothing becomes a link by itself.
        let bare = written.replacing("\\://", with: "").replacing("www\\.", with: "")
        #expect(!bare.contains("://") && !bare.contains("www."))
        #expect(report.html(at: .epoch).contains("<b>") == false)
    }

    /// Every text that a step answered, and the reason and case of the run.
    private static func filled(_ row: JSON, _ text: String) -> JSON {
        func all(_ value: JSON) -> JSON {
            switch value {
            case .string: .string(text)
            case .array(let items): .array(items.map(all))
            case .object(let members): .object(Object(members.map { ($0.0, all($0.1)) }))
            default: value
            }
        }
        let steps = (row["state"]?["steps"]?.array ?? []).map { step -> JSON in
            var step = step.object ?? Object()
            let tasks = (step["tasks"]?.array ?? []).map { task -> JSON in
                var task = task.object ?? Object()
                task["outputs"] = task["outputs"].map(all)
                return .object(task)
            }
            step["tasks"] = .array(tasks)
            return .object(step)
        }
        var members = row.object ?? Object()
        members["state"] = ["steps": .array(steps)]
        members["reason"] = .string(text)
        members["case"] = .string(text)
        return .object(members)
    }

    /// A person who asks for it sees what matters; what steps answered is asked for.
    @Test func theSummaryHasWhatMattersAndSaysWhereTheRestIs() throws {
        let report = try Self.report()
        for text in ["shorten failed", "lives on until", "A group lets the whole internet in"] {
            #expect(report.summary.contains(text), "\(text)")
        }
        #expect(report.summary.contains("playbook show \(IncidentScene.run) --full"))
        #expect(!report.summary.contains("## exposure") && report.plain.contains("## exposure"))
        var many = RunReport.Section(title: "T", lines: (1...30).map { "line \($0)" })
        many.table = .init(titles: ["A"], rows: (1...50).map { ["\($0)"] })
        let short = many.shortened
        #expect(short.lines.contains("and 20 more") && short.table?.rows.count == 20)
    }

    @Test func aWitnessIsToldOnceAndPeersHaveTheirPlace() throws {
        let report = try Self.report()
        #expect(report.power.lines.filter { $0.hasPrefix("It may") }.count == 1)
        let peer = report.around.table?.rows.first { $0[0] == "i-0ddd" }
        #expect(peer?[1...2] == ["222222222222", "eu-west-1"])
    }

    /// Only where it was begun, and nobody closed it since.
    @Test func anInterfaceThatMayBeOpenIsSaidFirst() throws {
        let cases: [([JSON], Bool)] = [
            (IncidentScene.cut("failed"), true), (IncidentScene.cut("conflict"), true),
            (IncidentScene.cut("failed", requests: []), false),
            (IncidentScene.cut("failed", undone: true), false), (IncidentScene.cut("done"), false),
        ]
        for (rows, isOpen) in cases {
            let report = try Self.report(changes: IncidentScene.changes + rows)
            let first = try #require(report.sections.first?.lines.first)
            #expect(first.contains("MAY BE OPEN") == isOpen, "\(rows)")
        }
    }

    @Test func whatCouldNotBeTakenBackAndWhatStaysIsSaid() throws {
        func report(_ member: String, _ value: JSON, _ status: String) throws -> RunReport {
            try Self.report { row in
                var steps = row["state"]?["steps"]?.array ?? []
                var step = steps[0].object ?? Object()
                var task = step["tasks"]?.array?.first?.object ?? Object()
                task[member] = value
                step["tasks"] = [.object(task)]
                steps[0] = .object(step)
                row["state"] = ["steps": .array(steps)]
                row["status"] = .string(status)
            }
        }
        let message: JSON = "it could not be undone: somebody changed i-0aaa since"
        let stuck = try report("message", message, "failed")
        #expect(stuck.open.lines.contains { $0.hasPrefix("protect: it could not be undone") })
        let left = try report("left", ["c-1 of i-0aaa stays: r-2 relies on it too"], "undone")
        #expect(left.contained.lines == ["c-1 of i-0aaa stays: r-2 relies on it too"])
    }

    private static func steps(_ edit: (inout Object, inout Object) -> Void) throws -> JSON {
        var steps = IncidentScene.row["state"]?["steps"]?.array ?? []
        var step = try #require(steps[0].object)
        var task = try #require(step["tasks"]?.array?.first?.object)
        edit(&step, &task)
        step["tasks"] = [.object(task)]
        steps[0] = .object(step)
        return ["steps": .array(steps)]
    }

    private static func edited(_ change: JSON, _ members: Object) -> JSON {
        var edited = change.object ?? Object()
        for (name, value) in members { edited[name] = value }
        return .object(edited)
    }

    /// A failed attempt before one that went well is nobody's work, nor is a wait that an undo ended.
    @Test func whatIsDoneSinceIsNotToBeDone() throws {
        let first = IncidentScene.changes[1]
        let failed = Self.edited(first, ["id": "c-0", "state": "failed", "step": "protect"])
        let said = { (report: RunReport) in report.open.lines.contains { $0.contains("c-0") } }
        #expect(!said(try Self.report(changes: [failed, first])))
        let other = Self.edited(failed, ["step": "shorten"])
        #expect(said(try Self.report(changes: [other, first])))
        #expect(!said(try Self.report(changes: [other]) { $0["status"] = "undone" }))
        let waited = try Self.steps { step, _ in
            step["status"] = "failed"
            step["reason"] = "rita asked for the run to be undone"
        }
        let undoing = try Self.report { $0["state"] = waited }
        #expect(!undoing.open.lines.contains { $0.contains("rita") })
    }

    /// Once the other run is undone too, nothing stays; and what is gone is not contained.
    @Test func whatStayedIsTakenBackOrGone() throws {
        let left: JSON = ["c-1 of i-0aaa stays: r-2 relies on it too"]
        let state = try Self.steps { $1["left"] = left }
        let first = IncidentScene.changes[1]
        let back = Self.edited(first, ["undone_by": "c-9"])
        let undone = try Self.report(changes: [back]) {
            $0["state"] = state
            $0["status"] = "undone"
        }
        #expect(undone.contained.lines == ["Nothing: what was changed was taken back"])
        let gone = try Self.steps { $1["left"] = ["c-1: i-0aaa is gone, and the change with it"] }
        for status in ["undone", "failed"] as [JSON] {
            let report = try Self.report(changes: [first]) {
                $0["state"] = gone
                $0["status"] = status
            }
            let marks = report.contained.lines.filter { $0.hasPrefix("Marks the instance") }
            #expect(marks.isEmpty, "\(status)")
        }
        // Another run's change, and its own: the instance is contained once.
        let other = Self.edited(first, ["id": "c-8", "run": "r-2"])
        let both = try Self.report(changes: [first, other]).contained.lines
        #expect(Set(both).count == both.count)
    }

    @Test func aDryRunSaysWhatItWouldDoAndByWhichCalls() throws {
        let state = try Self.steps { step, task in
            step["type"] = "ec2.protect-instance"
            step["status"] = "skipped"
            task["message"] = #"a dry run: with {"instance":"i-0aaa"}"#
        }
        let report = try Self.report(changes: []) { $0["state"] = state }
        let row = try #require(report.planned.table?.rows.first)
        #expect(row[0] == "protect" && row[1].hasPrefix("Marks the instance"))
        #expect(row[2] == "instance i-0aaa" && row[3].contains("ec2:ModifyInstanceAttribute"))
        #expect(report.summary.contains("What would be changed"))
        #expect(try Self.report().planned.isEmpty)
    }

    @Test func aCaseForEachStepSaysHowItEnded() throws {
        let junit = try Self.report().junit
        #expect(try XMLElement.parse(Array(junit.utf8)).name == "testsuites")
        #expect(junit.contains(#"tests="12" failures="1" errors="0" skipped="3""#), "\(junit)")
        #expect(junit.contains(#"<skipped message="it waits for somebody's word"/>"#))
        #expect(junit.contains(#"name="shorten" time="2">"#))
    }

    @Test func whatWasUndoneIsNotSaidToStand() throws {
        let report = try Self.report { $0["status"] = "undone" }
        #expect(report.contained.lines == ["Nothing: what was changed was taken back"])
    }
}

import Cluster
import Document
import Foundation
import Logging
import Rehearsal
import Testing

@testable import parapet

/// What people and programs are shown of documents and of files.
@Suite struct PrintedTests {
    /// Numbers and lists stay what they are: a program reads the figures of a sweep out of the log.
    @Test func aDocumentInALogForProgramsIsOne() throws {
        let summary: JSON = ["sweep": "s-1", "jobs": ["done": 3], "rules": ["broken": ["a"]]]
        let line = JSONLogHandler.line(
            level: .info,
            message: "m",
            metadata: [
                "summary": .stringConvertible(LoggedDocument(summary)), "sweep": "s-1",
                "count": .stringConvertible(3), "level": "own",
                "list": .array(["a", .dictionary(["b": "c"])]),
            ],
            now: .epoch
        )
        let json = try JSON.parse(line)
        #expect(json["summary"] == summary)
        #expect(json["sweep"] == "s-1" && json["count"] == "3" && json["_level"] == "own")
        #expect(json["list"] == ["a", ["b": "c"]])
        #expect("\(LoggedDocument(summary))" == summary.text)
    }

    private static let cells: [(value: JSON, text: String)] = [
        ([], ""), (["s3:GetObject", "s3:ListBucket"], "s3:GetObject, s3:ListBucket"),
        (["environment": "prod", "owner": .null], "environment=prod"),
        ([["text": "it is open", "path": "acl", "witness": .null]], "it is open"),
        ([["framework": "cis-5.0", "control": "5.3"]], "framework=cis-5.0 control=5.3"),
        ("text", "text"), (12, "12"), (true, "true"), (.null, ""),
    ]

    /// Of lists and documents what is in them; a program takes json or csv.
    @Test(arguments: cells.indices) func aCellHasNoMarksOfJSON(index: Int) {
        #expect(ReportCommand.View.cell(Self.cells[index].value) == Self.cells[index].text)
    }

    @Test func aLongLineIsBrokenAtSpacesBehindItsIndent() {
        let line = "  one two three-is-long four"
        #expect(line.wrapped(to: 10) == ["  one two", "  three-is-long", "  four"])
        #expect(line.wrapped(to: nil) == [line] && line.wrapped(to: line.count) == [line])
        #expect("".wrapped(to: 10) == [""])
    }

    @Test func aTableThatIsTooWideLeavesOutWhatItMay() {
        let table = Table(titles: ["A", "B", "C"], rows: [["aaaa", "bbbb", "cccc"]])
        let of = { (width: Int?) in
            table.text(within: width, leavingOut: ["B", "C"]).split(separator: "\n").last
        }
        #expect(of(nil) == "aaaa  bbbb  cccc" && of(16) == "aaaa  bbbb  cccc")
        #expect(of(15) == "aaaa  cccc" && of(9) == "aaaa" && of(1) == "aaaa")
    }

    @Test func oneIsNotMany() {
        let counted = [0, 1, 2].map { SweepCommand.Start.counted($0, "account") }
        #expect(counted == ["0 accounts", "1 account", "2 accounts"])
    }

    @Test func aFileThatIsNoGuardrailIsNotCalledAFolderThatIsMissing() async throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "parapet-file-\(UInt32.random(in: 0...UInt32.max)).json").path
        try Data("{}".utf8).write(to: URL(filePath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let there = try await Program.run(["guardrails", "check", file], environment: [:])
        #expect(there.status == 2)
        #expect(there.error.contains("PAR-GRD-08 \(file) is neither a folder nor a guardrail"))
        let gone = try await Program.run(["guardrails", "check", file + "x"], environment: [:])
        #expect(gone.status == 2 && gone.error.contains("there is no folder \(file)x"))
    }

    /// Each in its own words: what is not there is no matter of its encoding.
    @Test func aFileThatCannotBeReadIsSaidToBeWhatItIs() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "parapet-files-\(UInt32.random(in: 0...UInt32.max))").path
        try FileManager.default.createDirectory(
            atPath: folder + "/folder.yaml",
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data([0xff, 0xfe, 0x00]).write(to: URL(filePath: folder + "/bytes.yaml"))
        let faults = [
            ("none.yaml", "is not there | hint: check its name"),
            ("folder.yaml", "is a folder | hint: name a file in it"),
            ("bytes.yaml", "is not UTF-8 text | hint: check its encoding"),
        ]
        let commands: [(words: [String], code: String)] = [
            (["guardrails", "check"], "PAR-GRD-09"),
            (["guardrails", "test", "s3-public-bucket", "--resource"], "PAR-DOC-08"),
            (["policy", "evaluate", "--input"], "PAR-POL-08"), (["config", "check"], "PAR-CFG-08"),
        ]
        for (file, said) in faults {
            for (words, code) in commands {
                let path = "\(folder)/\(file)"
                let answer = try await Program.run(
                    words + [path],
                    environment: ["PARAPET_GUARDRAILS": Repository.folder + "/ops/guardrails"]
                )
                #expect(answer.status == 2, "\(words)")
                #expect(answer.error.contains("\(code) \(path) \(said)"), "\(answer.error)")
            }
        }
    }
}

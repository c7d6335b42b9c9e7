import Document
import Foundation
import Platform
import Records
import Rehearsal
import Testing

@testable import parapet

/// The file of evidence: whatever is not what was written is found, without a database.
@Suite struct EvidenceFileTests {
    private static let text = "playbook: p\n"
    private static let inputs: JSON = ["instance": "i-0aaa"]
    private static let earlier: JSON = ["instance": "i-0aaa", "addresses": []]
    private static let outputs: JSON = ["sha256": "ab", "bytes": 3]

    /// Two attempts at one step, of which the second made a change, and what the log has of them.
    private static func file() throws -> EvidenceFile {
        let details: [(String, JSON)] = [
            ("run started", ["text_sha256": .string(SHA256.hexDigest(Array(text.utf8)))]),
            ("step begun", ["inputs_sha256": .string(EvidenceFile.digest(earlier))]),
            ("step ended", ["outputs_sha256": .null, "changes": []]),
            ("step begun", ["inputs_sha256": .string(EvidenceFile.digest(inputs))]),
            (
                "step ended",
                ["outputs_sha256": .string(EvidenceFile.digest(outputs)), "changes": ["c-1"]]
            ),
        ]
        var previous = ""
        let entries = details.enumerated().map { index, detail -> JSON in
            let entry = JSON.object([
                "run": .string(IncidentScene.run), "number": .int(Int64(index + 1)), "who": "ada",
                "what": .string(detail.0), "detail": detail.1,
            ]).text
            previous = SHA256.hexDigest(Array("\(previous)\n\(entry)".utf8))
            return ["entry": .string(entry), "hash": .string(previous)]
        }
        return EvidenceFile(
            row: [
                "id": .string(IncidentScene.run), "playbook": "p", "text": .string(text),
                "state": ["steps": [["tasks": [["inputs": inputs, "outputs": outputs]]]]],
            ],
            entries: entries,
            attempts: [["inputs": earlier], ["inputs": inputs]],
            changes: try IncidentScene.changes.map { try ChangeRecord(report: $0) }
        )
    }

    private static func edited(_ edit: (inout Object) -> Void) throws -> EvidenceFile {
        var members = try file().json.object ?? Object()
        edit(&members)
        return try #require(EvidenceFile(.object(members)))
    }

    @Test func everyDocumentAndEveryChangeOfARunIsInIt() throws {
        let file = try Self.file()
        #expect(file.problem() == nil)
        for document in [Self.inputs, Self.earlier, Self.outputs] {
            #expect(file.documents[EvidenceFile.digest(document)] == document)
        }
        #expect(file.changes.map { $0["id"] } == ["c-1", "c-2"])
        #expect(file.changes.map { $0["requests"] } == [["req-1"], ["req-2"]])
        #expect(file.changes.allSatisfy { $0["before"]?.object != nil })
        let read = try #require(EvidenceFile(file.json))
        #expect(read.json == file.json && read.problem() == nil)
    }

    private static let edits: [(what: String, edit: @Sendable (inout Object) -> Void)] = [
        (
            "an entry",
            { file in
                var entries = file["entries"]?.array ?? []
                let entry = entries[1]["entry"]?.string ?? ""
                entries[1] = [
                    "entry": .string(entry.replacing("ada", with: "eve")),
                    "hash": entries[1]["hash"] ?? "",
                ]
                file["entries"] = .array(entries)
            }
        ),
        (
            "an entry that is left out",
            { file in
                var entries = file["entries"]?.array ?? []
                entries.remove(at: 1)
                file["entries"] = .array(entries)
            }
        ),
        ("the playbook", { $0["text"] = "playbook: q\n" }),
        (
            "a document",
            { file in
                var documents = file["documents"]?.object ?? Object()
                documents[EvidenceFile.digest(outputs)] = ["sha256": "cd", "bytes": 3]
                file["documents"] = .object(documents)
            }
        ),
        (
            "the document of an attempt that failed",
            { file in
                let kept = (file["documents"]?.object ?? Object()).filter {
                    $0.0 != EvidenceFile.digest(earlier)
                }
                file["documents"] = .object(Object(kept))
            }
        ),
        ("a change that is left out", { $0["changes"] = [] }),
    ]

    @Test(arguments: edits.map { $0.what }) func whatIsNotWhatWasWrittenIsFound(what: String) throws
    {
        let edit = try #require(Self.edits.first { $0.what == what }).edit
        #expect(try Self.edited(edit).problem() != nil)
    }

    /// The signature covers what no hash of the log does.
    @Test func aChangeThatWasEditedIsFoundByTheSignature() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "parapet-evidence-\(hex(randomBytes(5)))"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pem = folder.appending(path: "key.pem").path
        let made = try Program(
            "/usr/bin/openssl",
            ["genpkey", "-algorithm", "ed25519", "-out", pem],
            environment: [:]
        )
        #expect(await made.wait() == 0)
        let key = try Ed25519.PrivateKey(pem: String(contentsOfFile: pem, encoding: .utf8))
        var file = try Self.file()
        file.signature = .init(key: key.publicPEM, bytes: key.signature(of: file.signed))
        #expect(file.problem() == nil)
        for keepsAll in [true, false] {
            var members = file.json.object ?? Object()
            if keepsAll {
                let changes = (members["changes"]?.array ?? []).map { change -> JSON in
                    var change = change.object ?? Object()
                    change["before"] = ["groups": []]
                    return .object(change)
                }
                members["changes"] = .array(changes)
            } else {
                members["entries"] = .array(Array((members["entries"]?.array ?? []).dropLast()))
            }
            let edited = try #require(EvidenceFile(.object(members)))
            #expect(edited.problem()?.contains("signature") == true)
        }
        // Nothing but the file is needed.
        let path = folder.appending(path: "evidence.json").path
        try file.json.prettyText.write(toFile: path, atomically: true, encoding: .utf8)
        let verified = try await Program.run(["evidence", "verify", path], environment: [:])
        #expect(verified.status == 0 && verified.output.contains("unbroken, signed"))
    }
}

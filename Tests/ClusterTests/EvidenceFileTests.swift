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

    private static let change = #"{"id": "c-1", "state": "done", "requests": ["req-1"]}"#

    /// Two attempts at one step, of which the second made a change, and what the log has of them.
    ///
    /// - Parameter form: as the log was written.
    private static func file(_ form: EvidenceFile.Form = .loggedChanges) throws -> EvidenceFile {
        let isLogged = form == .loggedChanges
        let details: [(String, JSON)] = [
            (
                "run started",
                [
                    "text_sha256": .string(EvidenceFile.digest(of: text)), "playbook": "p",
                    "evidence": isLogged ? 2 : .null,
                ]
            ),
            ("step begun", ["inputs_sha256": .string(EvidenceFile.digest(earlier))]),
            ("step ended", ["outputs_sha256": .null, "changes": []]),
            ("step begun", ["inputs_sha256": .string(EvidenceFile.digest(inputs))]),
            (
                "change done",
                ["document_sha256": isLogged ? .string(EvidenceFile.digest(of: change)) : .null]
            ),
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
            let document: JSON = detail.0 == "change done" ? .string(change) : .null
            return ["entry": .string(entry), "hash": .string(previous), "document": document]
        }
        return EvidenceFile(
            row: [
                "id": .string(IncidentScene.run), "playbook": "p", "text": .string(text),
                "state": ["steps": [["tasks": [["inputs": inputs, "outputs": outputs]]]]],
            ],
            entries: entries,
            attempts: [
                ["inputs": earlier], ["inputs": inputs], ["inputs": ["instance": "i-of-no-entry"]],
            ],
            changes: try IncidentScene.changes.map { try ChangeRecord(report: $0) }
        )
    }

    @Test func everyDocumentAndEveryChangeOfARunIsInIt() throws {
        let file = try Self.file()
        #expect(file.problem() == nil)
        for document in [Self.inputs, Self.earlier, Self.outputs] {
            #expect(file.documents[EvidenceFile.digest(document)] == document)
        }
        #expect(file.documents.count == 3, "nothing that the log does not tell of")
        #expect(file.changes.map { $0["text"]?.string } == [Self.change])
        let read = try #require(EvidenceFile(file.json))
        #expect(read.json == file.json && read.problem() == nil)
    }

    /// What a log without hashes of changes has: the changes as they are shown, and the signature.
    @Test func aFileOfTheOlderFormIsStillChecked() throws {
        let file = try Self.file(.signedChanges)
        #expect(file.json["evidence"] == 1 && file.problem() == nil)
        #expect(file.changes.map { $0["id"] } == ["c-1", "c-2"])
        #expect(file.changes.map { $0["requests"] } == [["req-1"], ["req-2"]])
        var members = try #require(file.json.object)
        members["changes"] = []
        #expect(EvidenceFile(.object(members))?.problem() == "the change c-1 is missing")
        // What is of the newer form is not made one of the older.
        var newer = try #require(Self.file().json.object)
        newer["evidence"] = 1
        #expect(EvidenceFile(.object(newer))?.problem() != nil)
    }

    /// Every text, number and truth in the file, changed; every member and item taken out; and one more put in:
    /// nothing of it goes unseen, whether it is signed or not.
    @Test(arguments: [false, true]) func whateverIsNotWhatWasWrittenIsFound(
        isSigned: Bool
    ) async throws {
        let key = isSigned ? try await Self.key() : nil
        var file = try Self.file()
        if let key {
            file.signature = .init(
                key: key.publicPEM,
                bytes: key.signature(of: file.signed(by: key.publicPEM))
            )
        }
        let whole = file.json
        #expect(EvidenceFile(whole)?.problem() == nil)
        var count = 0
        for (place, edited) in Tampering.all(of: whole) {
            count += 1
            let problem = EvidenceFile(edited).map { $0.problem() } ?? "it is no file of evidence"
            #expect(problem != nil, "\(place)")
        }
        #expect(count > 60, "\(count) edits are not a whole file")
    }

    @Test func whoSignedItIsWhoIsExpected() async throws {
        let (key, other) = (try await Self.key(), try await Self.key())
        var file = try Self.file()
        let expected = try Ed25519.PublicKey(pem: key.publicPEM)
        #expect(file.problem(key: expected) == "it is not signed")
        file.signature = .init(
            key: key.publicPEM,
            bytes: key.signature(of: file.signed(by: key.publicPEM))
        )
        #expect(file.problem(key: expected) == nil)
        let stranger = try Ed25519.PublicKey(pem: other.publicPEM)
        #expect(file.problem(key: stranger)?.contains("signature") == true)
        // The older form's changes are covered by it alone.
        var older = try Self.file(.signedChanges)
        older.signature = .init(
            key: key.publicPEM,
            bytes: key.signature(of: older.signed(by: key.publicPEM))
        )
        #expect(older.problem() == nil)
        var members = try #require(older.json.object)
        let changes = (members["changes"]?.array ?? []).map { change -> JSON in
            var change = change.object ?? Object()
            change["before"] = ["groups": []]
            return .object(change)
        }
        members["changes"] = .array(changes)
        #expect(EvidenceFile(.object(members))?.problem()?.contains("signature") == true)
    }

    /// Nothing but the file is needed.
    @Test func theCommandChecksAFile() async throws {
        let key = try await Self.key()
        var file = try Self.file()
        file.signature = .init(
            key: key.publicPEM,
            bytes: key.signature(of: file.signed(by: key.publicPEM))
        )
        let path = FileManager.default.temporaryDirectory
            .appending(path: "parapet-evidence-\(hex(randomBytes(5))).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try file.json.prettyText.write(toFile: path, atomically: true, encoding: .utf8)
        let verified = try await Program.run(["evidence", "verify", path], environment: [:])
        #expect(verified.status == 0 && verified.output.contains("unbroken, signed"))
        // Nobody exported that.
        let marked = Data([0xef, 0xbb, 0xbf]) + Data(file.json.prettyText.utf8)
        try marked.write(to: URL(filePath: path))
        let refused = try await Program.run(["evidence", "verify", path], environment: [:])
        #expect(refused.status == 2 && refused.error.contains("PAR-RUN-07"), "\(refused.error)")
    }

    private static func key() async throws -> Ed25519.PrivateKey {
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
        return try Ed25519.PrivateKey(pem: String(contentsOfFile: pem, encoding: .utf8))
    }
}

/// A document with one thing in it that is not as it was.
private enum Tampering {
    static func all(of value: JSON, at place: String = "") -> [(place: String, JSON)] {
        switch value {
        case .object(let members):
            var found: [(String, JSON)] = [("\(place) and one more", .object(adding(members)))]
            for (name, member) in members {
                let rest = Object(members.filter { $0.0 != name })
                found.append(("\(place) without \(name)", .object(rest)))
                found += all(of: member, at: "\(place).\(name)").map { place, edited in
                    var all = members
                    all[name] = edited
                    return (place, .object(all))
                }
            }
            return found
        case .array(let items):
            var found: [(String, JSON)] = [
                ("\(place) and one more", .array(items + [items.last ?? 1]))
            ]
            for (index, item) in items.enumerated() {
                var rest = items
                rest.remove(at: index)
                found.append(("\(place) without \(index)", .array(rest)))
                found += all(of: item, at: "\(place)[\(index)]").map { place, edited in
                    var all = items
                    all[index] = edited
                    return (place, .array(all))
                }
            }
            if items.count > 1 { found.append(("\(place) turned", .array(items.reversed()))) }
            return found
        case .string(let text):
            return [(place, .string(text + "0")), ("\(place) empty", .string(""))]
                .filter { $0.1 != value }
        case .int(let number): return [(place, .int(number + 1))]
        case .bool(let truth): return [(place, .bool(!truth))]
        default: return [(place, .string("x"))]
        }
    }

    private static func adding(_ members: Object) -> Object {
        var all = members
        all["more"] = "x"
        return all
    }
}

import Document
import Platform
import Records

/// What was done in a run, in one file that proves itself: the log of who did what, entry by entry over the
/// hash of the one before; the playbook's text; every document that a step was given or answered; every change that
/// was made, with what was before and after, and AWS's ids of its requests.
struct EvidenceFile {
    /// Nil where it is not signed.
    struct Signature {
        /// The public key, in PEM.
        let key: String
        /// 64 bytes.
        let bytes: [UInt8]
    }

    let run: String
    let playbook: String
    let text: String
    /// As `report.evidence` has them: the text that is hashed, and its hash.
    let entries: [(entry: String, hash: String)]
    /// By their SHA-256.
    let documents: Object
    /// As `parapet changes show --format json` has them, in the order of their ids.
    let changes: [JSON]
    var signature: Signature?

    var head: String { entries.last?.hash ?? "" }

    /// What is signed: the log's last hash, and with it all that it covers; and the changes.
    var signed: [UInt8] {
        let ledger = changes.isEmpty ? "" : " \(Self.digest(.array(changes)))"
        return Array("parapet evidence \(run) \(head)\(ledger)".utf8)
    }

    /// - Parameters:
    ///   - row: of `report.runs`.
    ///   - entries: of `report.evidence`, in their order.
    ///   - attempts: of `report.run_attempts`.
    ///   - changes: those that the run made, and that took them back.
    init(row: JSON, entries: [JSON], attempts: [JSON], changes: [ChangeRecord]) {
        run = row["id"]?.string ?? ""
        playbook = row["playbook"]?.string ?? ""
        text = row["text"]?.string ?? ""
        self.entries = entries.map { ($0["entry"]?.string ?? "", $0["hash"]?.string ?? "") }
        // What is taken back answers nothing.
        var documents: Object = [Self.digest([:]): [:]]
        for attempt in attempts {
            guard let inputs = attempt["inputs"], inputs.object != nil else { continue }
            documents[Self.digest(inputs)] = inputs
        }
        for step in row["state"]?["steps"]?.array ?? [] {
            for task in step["tasks"]?.array ?? [] {
                for document in [task["inputs"], task["outputs"]] {
                    guard let document, document.object != nil else { continue }
                    documents[Self.digest(document)] = document
                }
            }
        }
        self.documents = documents
        self.changes = changes.sorted { ($0.id ?? "") < ($1.id ?? "") }.map(\.json)
    }

    static func digest(_ document: JSON) -> String {
        SHA256.hexDigest(Array(document.canonicalText.utf8))
    }

    var json: JSON {
        [
            "evidence": 1, "run": .string(run), "playbook": .string(playbook),
            "text": .string(text),
            "entries": .array(
                entries.map { ["entry": .string($0.entry), "hash": .string($0.hash)] }
            ),
            "head": .string(head), "documents": .object(documents), "changes": .array(changes),
            "signature": signature.map {
                [
                    "algorithm": "Ed25519", "key": .string($0.key),
                    "value": .string(hex($0.bytes)),
                ]
            } ?? .null,
        ]
    }

    /// Nil unless it is a file of ``json``.
    init?(_ json: JSON) {
        guard json["evidence"]?.int == 1, let run = json["run"]?.string,
            let playbook = json["playbook"]?.string, let text = json["text"]?.string,
            let entries = json["entries"]?.array, let documents = json["documents"]?.object
        else { return nil }
        self.run = run
        self.playbook = playbook
        self.text = text
        self.entries = entries.map { ($0["entry"]?.string ?? "", $0["hash"]?.string ?? "") }
        self.documents = documents
        changes = json["changes"]?.array ?? []
        guard let signature = json["signature"], !signature.isNull else { return }
        guard let key = signature["key"]?.string,
            let bytes = signature["value"]?.string.flatMap({ unhex($0) })
        else { return nil }
        self.signature = Signature(key: key, bytes: bytes)
    }
}

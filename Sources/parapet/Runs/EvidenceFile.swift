import Document
import Platform
import Records

/// What was done in a run, in one file that proves itself: the log of who did what, entry by entry over the
/// hash of the one before, and all that the log has hashes of: the playbook's text; every document that a
/// step was given or answered; every change that was made, with what was before and after, and AWS's ids of
/// its requests. There is nothing else in it.
struct EvidenceFile {
    /// What holds the changes to what was written.
    enum Form: Int64 {
        /// The signature alone: runs of before version 8 of the schema.
        case signedChanges = 1
        /// The log, by their hashes.
        case loggedChanges = 2
    }

    /// Nil where it is not signed.
    struct Signature {
        /// The public key, in PEM.
        let key: String
        /// 64 bytes.
        let bytes: [UInt8]
    }

    let form: Form
    let run: String
    let playbook: String
    let text: String
    /// As `report.evidence` has them: the text that is hashed, and its hash.
    let entries: [(entry: String, hash: String)]
    /// By their SHA-256.
    let documents: Object
    /// In the order of the log, the text that is hashed and its hash; of the older form as `parapet changes
    /// show --format json` has them.
    let changes: [JSON]
    var signature: Signature?
    /// The name of the first member of the file that is not as it would be written; nil: none.
    private(set) var oddity: String?

    var head: String { entries.last?.hash ?? "" }

    /// What is signed: the log's last hash, and with it all that it covers; and by which key, as it is in
    /// the file.
    ///
    /// - Parameter key: in PEM.
    func signed(by key: String) -> [UInt8] {
        let more =
            switch form {
            case .loggedChanges: " \(Self.digest(of: key))"
            case .signedChanges: changes.isEmpty ? "" : " \(Self.digest(.array(changes)))"
            }
        return Array("parapet evidence \(run) \(head)\(more)".utf8)
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
        let log = EvidenceLog(self.entries.map(\.entry))
        form = log.form
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
        self.documents = Object(documents.filter { log.documents.contains($0.0) })
        switch log.form {
        case .signedChanges:
            self.changes = changes.sorted { ($0.id ?? "") < ($1.id ?? "") }.map(\.json)
        case .loggedChanges:
            self.changes = entries.compactMap { $0["document"]?.string }.map { text in
                ["text": .string(text), "sha256": .string(Self.digest(of: text))]
            }
        }
    }

    static func digest(_ document: JSON) -> String { digest(of: document.canonicalText) }

    static func digest(of text: String) -> String { SHA256.hexDigest(Array(text.utf8)) }

    var json: JSON {
        [
            "evidence": .int(form.rawValue), "run": .string(run), "playbook": .string(playbook),
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
        guard let form = json["evidence"]?.int.flatMap(Form.init(rawValue:)),
            let run = json["run"]?.string,
            let playbook = json["playbook"]?.string, let text = json["text"]?.string,
            let entries = json["entries"]?.array, let documents = json["documents"]?.object
        else { return nil }
        self.form = form
        self.run = run
        self.playbook = playbook
        self.text = text
        self.entries = entries.map { ($0["entry"]?.string ?? "", $0["hash"]?.string ?? "") }
        self.documents = documents
        changes = json["changes"]?.array ?? []
        if let signature = json["signature"], !signature.isNull {
            guard let key = signature["key"]?.string,
                let bytes = signature["value"]?.string.flatMap({ unhex($0) })
            else { return nil }
            self.signature = Signature(key: key, bytes: bytes)
        }
        let written = self.json
        let names = Set((json.object ?? [:]).keys).union((written.object ?? [:]).keys)
        oddity = names.sorted().first { written[$0]?.canonicalText != json[$0]?.canonicalText }
    }
}

import Document
import Platform

extension EvidenceFile {
    /// The first thing that is not what was written; nil: nothing. Needs nothing but the file.
    ///
    /// - Parameter key: whose signature is expected; nil: that of the key in the file, where it has one.
    func problem(key: Ed25519.PublicKey? = nil) -> String? {
        if let oddity { return "'\(oddity)' is not what was written" }
        if let problem = chainProblem { return problem }
        let log = EvidenceLog(entries.map(\.entry))
        guard form == log.form else { return "'evidence' is not what was written" }
        guard playbook == log.playbook else { return "the playbook is not the one that was run" }
        guard Self.digest(of: text) == log.textDigest else {
            return "the playbook's text is not the one that was run"
        }
        return documentProblem(log) ?? changeProblem(log) ?? signatureProblem(key)
    }

    private var chainProblem: String? {
        guard !entries.isEmpty else { return "it has no entries" }
        var previous = ""
        for (index, item) in entries.enumerated() {
            guard item.hash == Self.digest(of: "\(previous)\n\(item.entry)") else {
                return "entry \(index + 1) is not what was written"
            }
            guard let entry = try? JSON.parse(item.entry), entry["run"]?.string == run,
                entry["number"]?.int == Int64(index + 1)
            else { return "entry \(index + 1) is of another run, or in another place" }
            previous = item.hash
        }
        return nil
    }

    private func documentProblem(_ log: EvidenceLog) -> String? {
        for (digest, document) in documents {
            if Self.digest(document) != digest {
                return "the document \(digest) is not what was recorded"
            }
            if !log.documents.contains(digest) { return "nothing tells of the document \(digest)" }
        }
        let missing = log.documents.filter { documents[$0] == nil }.min()
        return missing.map { "the document \($0) is missing" }
    }

    private func changeProblem(_ log: EvidenceLog) -> String? {
        if form == .signedChanges {
            let told = Set(changes.compactMap { $0["id"]?.string })
            return log.told.subtracting(told).min().map { "the change \($0) is missing" }
        }
        for (index, change) in changes.enumerated() {
            guard let text = change["text"]?.string, let digest = change["sha256"]?.string,
                change.object?.count == 2, Self.digest(of: text) == digest
            else { return "the change \(index + 1) is not what was recorded" }
        }
        let found = changes.compactMap { $0["sha256"]?.string }
        return found == log.changes ? nil : "its changes are not those of the log"
    }

    private func signatureProblem(_ expected: Ed25519.PublicKey?) -> String? {
        guard let signature else {
            return expected == nil ? nil : "it is not signed"
        }
        guard let own = try? Ed25519.PublicKey(pem: signature.key) else { return "its key is none" }
        return [own, expected ?? own].allSatisfy {
            $0.verifies(signature.bytes, of: signed(by: signature.key))
        }
            ? nil : "its signature is not of that key, or of something else"
    }
}

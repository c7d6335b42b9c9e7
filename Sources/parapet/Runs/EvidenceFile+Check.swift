import Document
import Platform

extension EvidenceFile {
    /// The first thing that is not what was written; nil: nothing. Needs nothing but the file.
    ///
    /// - Parameter key: whose signature is expected; nil: that of the key in the file, where it has one.
    func problem(key: Ed25519.PublicKey? = nil) -> String? {
        var previous = ""
        var given: Set<String> = []
        var made: Set<String> = []
        for (index, item) in entries.enumerated() {
            let expected = SHA256.hexDigest(Array("\(previous)\n\(item.entry)".utf8))
            guard item.hash == expected else { return "entry \(index + 1) is not what was written" }
            guard let entry = try? JSON.parse(item.entry), entry["run"]?.string == run,
                entry["number"]?.int == Int64(index + 1)
            else { return "entry \(index + 1) is of another run, or in another place" }
            for key in ["inputs_sha256", "outputs_sha256"] {
                if let digest = entry["detail"]?[key]?.string { given.insert(digest) }
            }
            made.formUnion(entry["detail"]?["changes"]?.texts ?? [])
            previous = item.hash
        }
        guard let first = entries.first.flatMap({ try? JSON.parse($0.entry) }) else {
            return "it has no entries"
        }
        guard first["detail"]?["text_sha256"]?.string == SHA256.hexDigest(Array(text.utf8)) else {
            return "the playbook's text is not the one that was run"
        }
        for (digest, document) in documents where Self.digest(document) != digest {
            return "the document \(digest) is not what was recorded"
        }
        let missing = given.filter { documents[$0] == nil }.sorted()
        if let digest = missing.first { return "the document \(digest) is missing" }
        let told = Set(changes.compactMap { $0["id"]?.string })
        if let change = made.subtracting(told).min() { return "the change \(change) is missing" }
        return signatureProblem(key)
    }

    private func signatureProblem(_ expected: Ed25519.PublicKey?) -> String? {
        guard let signature else {
            return expected == nil ? nil : "it is not signed"
        }
        guard let key = try? expected ?? Ed25519.PublicKey(pem: signature.key) else {
            return "its key is none"
        }
        return key.verifies(signature.bytes, of: signed)
            ? nil : "its signature is not of that key, or of something else"
    }
}

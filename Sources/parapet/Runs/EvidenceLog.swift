import Document

/// What the entries of a run's log have hashes of.
struct EvidenceLog {
    let form: EvidenceFile.Form
    /// The hashes of what steps were given and answered.
    private(set) var documents: Set<String> = []
    /// Those of the changes, in their order.
    private(set) var changes: [String] = []
    /// The ids of the changes that the ends of steps tell of.
    private(set) var told: Set<String> = []
    /// Of the first entry.
    let playbook: String
    let textDigest: String

    init(_ entries: [String]) {
        let parsed = entries.compactMap { try? JSON.parse($0) }
        let first = parsed.first?["detail"]
        form = first?["evidence"]?.int == 2 ? .loggedChanges : .signedChanges
        playbook = first?["playbook"]?.string ?? ""
        textDigest = first?["text_sha256"]?.string ?? ""
        for detail in parsed.compactMap({ $0["detail"] }) {
            for key in ["inputs_sha256", "outputs_sha256"] {
                if let digest = detail[key]?.string { documents.insert(digest) }
            }
            told.formUnion(detail["changes"]?.texts ?? [])
            if let digest = detail["document_sha256"]?.string { changes.append(digest) }
        }
    }
}

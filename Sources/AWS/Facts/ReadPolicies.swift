import Document
import Platform
import Policy

/// Policy documents that were read, kept for a while: several facts ask about the same one, and all who
/// have a managed policy have the same. A document means the same whoever asks.
enum ReadPolicies {
    /// As many as the managed policies that most accounts use; when full it begins anew.
    private static let most = 64
    private static let kept = Lock<[JSON: PolicyDocument]>([:])

    static func document(_ json: JSON) -> PolicyDocument {
        if let document = kept.withLock({ $0[json] }) { return document }
        let document = PolicyDocument(json)
        kept.withLock { kept in
            if kept.count >= most { kept.removeAll(keepingCapacity: true) }
            kept[json] = document
        }
        return document
    }
}

import Guardrails

/// What is known of one region of one account, or of what an account has in no region.
struct KnownPlace: Sendable {
    let account: String
    let region: String
    fileprivate let byType: [String: [Resource]]
    fileprivate let gaps: [String: Gap]

    func of(_ type: String) -> [Resource] { byType[type] ?? [] }

    /// Why not all of a type is known there; nil: all is.
    func gap(_ type: String) -> Gap? {
        gaps[KnownResources.place(type, account, region)] ?? gaps[type]
    }
}

extension KnownResources {
    /// By account and region, in the order of their names.
    var places: [KnownPlace] {
        Dictionary(grouping: resources) { [$0.name.account, $0.name.region] }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { key, found in
                KnownPlace(
                    account: key[0],
                    region: key[1],
                    byType: Dictionary(grouping: found, by: \.name.type),
                    gaps: gaps
                )
            }
    }

    /// The first of them, and how many there are beside: thousands of accounts fill a page.
    func notes(atMost limit: Int = 100) -> [String] {
        let all = notes
        guard all.count > limit else { return all }
        return all.prefix(limit) + ["and \(all.count - limit) more of which not all is known"]
    }
}

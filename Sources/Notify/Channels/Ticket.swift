import Document

/// An issue of Jira, as far as it is looked at.
struct Ticket: Sendable, Hashable {
    /// `SEC-12`
    let key: String
    /// Whether its status is of the category that Jira calls done.
    let isClosed: Bool
    let description: String

    /// Nil for what is none.
    init?(_ json: JSON) {
        guard let key = json["key"]?.string, Ticket.isKey(key) else { return nil }
        self.key = key
        let fields = json["fields"]
        isClosed = fields?["status"]?["statusCategory"]?["key"] == "done"
        description = fields?["description"]?.string ?? ""
    }

    /// A project's key, a hyphen and a number: what may stand in a path.
    static func isKey(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 64
            && parts[0].utf8.first.map { (65...90).contains($0) } == true
            && parts[0].utf8.allSatisfy {
                (65...90).contains($0) || (48...57).contains($0) || $0 == 95
            } && !parts[1].isEmpty && parts[1].utf8.allSatisfy { (48...57).contains($0) }
    }
}

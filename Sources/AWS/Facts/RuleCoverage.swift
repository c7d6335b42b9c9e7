import Document

/// What one rule of a security group covers: some traffic, with somebody.
struct RuleCoverage: Sendable, Hashable {
    enum Peer: Sendable, Hashable {
        /// One, or those of a prefix list.
        case networks([Network])
        case group(String)
        /// A prefix list that was not read.
        case unread
        /// Nothing that EC2 would say.
        case unreadable
    }

    /// Nil where the rule does not say it in EC2's words.
    let traffic: RuleTraffic?
    let peer: Peer
    /// Whether its networks are those of a prefix list, which may not have been read.
    let isList: Bool

    init(_ rule: Object, _ direction: SecurityGroupRule.Direction) {
        traffic = RuleTraffic(rule)
        peer = Self.peer(rule, direction)
        isList = rule["kind"]?.string == "prefix-list"
    }

    private static func peer(_ rule: Object, _ direction: SecurityGroupRule.Direction) -> Peer {
        let name = rule[direction.peer]?.string
        let texts: [String?]
        switch rule["kind"]?.string {
        case "group": return name.map { .group($0) } ?? .unreadable
        case "prefix-list":
            guard let entries = rule["networks"]?.array else { return .unread }
            texts = entries.map(\.string)
        default: texts = [name]
        }
        let networks = texts.compactMap { $0.flatMap { Network($0) } }
        return networks.count == texts.count ? .networks(networks) : .unreadable
    }

    /// Nil for a group, and where nobody knows.
    var networks: [Network]? {
        if case .networks(let networks) = peer { networks } else { nil }
    }

    var isGroup: Bool { if case .group = peer { true } else { false } }
}

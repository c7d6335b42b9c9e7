extension Item.Event {
    /// How an entry begins.
    var word: String {
        switch self {
        case .opened: "Opened"
        case .reopened: "Open again"
        case .resolved: "Resolved"
        case .excepted: "Excepted"
        case .needsApproval: "Needs a decision"
        case .waits: "Held back"
        case .lapsesSoon: "Lapses soon"
        case .lapsed: "Lapsed"
        case .made: "Changed by Parapet"
        case .failed: "Change failed"
        case .conflict: "Left alone"
        case .refused: "Change refused"
        case .undone: "Undone"
        }
    }

    /// `2 changes need a decision`
    func phrase(_ count: Int) -> String {
        let one = count == 1
        let changes = one ? "1 change" : "\(count.grouped) changes"
        return switch self {
        case .opened, .reopened, .resolved, .excepted:
            "\(count.grouped) \(word.lowercased())"
        case .needsApproval: "\(changes) \(one ? "needs" : "need") a decision"
        case .waits: "\(changes) held back"
        case .lapsesSoon: "\(changes) \(one ? "lapses" : "lapse") soon"
        case .lapsed: "\(changes) lapsed"
        case .made: "\(changes) made"
        case .failed: "\(changes) failed"
        case .conflict: "\(changes) left alone"
        case .refused: "\(changes) refused"
        case .undone: "\(changes) undone"
        }
    }

    /// What is told first: that somebody is needed, then what is new.
    static let byWeight: [Self] = [
        .lapsesSoon, .needsApproval, .failed, .conflict, .opened, .reopened, .made, .waits,
        .lapsed, .refused, .undone, .excepted, .resolved,
    ]
}

extension [Group] {
    /// `1 change needs a decision, 2 opened and 99,983 more`
    var summary: String {
        let items = flatMap(\.items)
        let phrases = Item.Event.byWeight.compactMap { event -> String? in
            let count = items.count { $0.event == event }
            return count == 0 ? nil : event.phrase(count)
        }
        let omitted = reduce(0) { $0 + $1.omitted }
        let more = omitted == 0 ? "" : " and \(omitted.grouped) more"
        return phrases.joined(separator: ", ") + more
    }
}

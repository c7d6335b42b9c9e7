import Document
import Guardrails
import Notify
import Records

/// What `parapet.begin_message` knows of a message.
struct MessageFacts: Sendable {
    let json: JSON
    let key: String
    let channel: String
    let address: String
    let kind: PlannedMessage.Kind
    let rules: Int64

    /// Nil where there is no message to send.
    init?(_ json: JSON) {
        guard let key = json["key"]?.string, let channel = json["channel"]?.string,
            let kind = json["kind"]?.string.flatMap({ PlannedMessage.Kind(rawValue: $0) }),
            let rules = json["rules"]?.int
        else { return nil }
        self.json = json
        self.key = key
        self.channel = channel
        address = json["address"]?.string ?? ""
        self.kind = kind
        self.rules = rules
    }

    /// The ticket that is known already, by what its channel calls it.
    var ticket: String? { json["ticket"]?.string }

    var notices: Int64 { json["notices"]?.int ?? 0 }

    /// How the findings stand that go with it.
    var statuses: [String: String] {
        var statuses: [String: String] = [:]
        for finding in json["findings"]?.array ?? [] {
            if let id = finding["id"]?.string { statuses[id] = finding["status"]?.string }
        }
        return statuses
    }

    /// Nil where something of it cannot be read.
    func message(_ channel: Configuration.Channel) -> Message? {
        guard let made = json["made"]?.time, let matter = matter(since: made) else { return nil }
        let isOwner = json["is_owner"]?.bool ?? false
        return Message(
            key: key,
            thread: json["thread"]?.string,
            at: made,
            recipient: Recipient(
                name: isOwner ? json["recipient"]?.string ?? self.channel : self.channel,
                audience: channel.audience == .one ? .one : .many,
                isOwner: isOwner
            ),
            matter: matter,
            findings: (json["findings"]?.array ?? []).compactMap { try? FindingRecord($0) }
        )
    }

    private func matter(since made: Timestamp) -> Matter? {
        let groups = (json["groups"]?.array ?? []).compactMap { Group($0) }
        let subject = json["subject"] ?? .null
        switch kind {
        // A renewal has no groups: what it sends are the findings.
        case .transitions, .renewal, .workflow: return .transitions(groups)
        case .digest:
            return .digest(
                Digest(
                    from: json["since"]?.time ?? made,
                    to: made,
                    groups: groups,
                    stillOpen: groups.reduce(0) { $0 + ($1.stillOpen ?? 0) }
                )
            )
        case .firstSweep: return FirstSweep(json["introduction"] ?? .null).map { .firstSweep($0) }
        case .changesStopped: return StoppedChanges(subject).map { .changesStopped($0) }
        case .exceptionEnds: return EndingException(subject).map { .exceptionEnds($0) }
        case .channelDead: return DeadChannel(subject).map { .channelDead($0) }
        case .run: return RunNews(subject).map { .run($0) }
        }
    }
}

extension JSON {
    var time: Timestamp? { string.flatMap { Timestamp($0) } }
}

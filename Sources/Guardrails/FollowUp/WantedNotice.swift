import Document

/// What somebody is to be told of a change of a finding.
public struct WantedNotice: Sendable, Hashable {
    /// The finding's id.
    public let finding: String
    /// What happened to it.
    public let event: Change.Event
    /// A channel or a person as the guardrail names it; `owner` is who the tags name.
    public let recipient: String
    /// The tags that name an owner, the first that is there decides.
    public let ownerTags: [String]
    public let detail: JSON

    public init(
        finding: String,
        event: Change.Event,
        recipient: String,
        ownerTags: [String],
        detail: JSON
    ) {
        self.finding = finding
        self.event = event
        self.recipient = recipient
        self.ownerTags = ownerTags
        self.detail = detail
    }
}

/// Who is told of a change: once for each opening, where the mode is notify or more; and of its end who
/// keeps findings as tickets or records.
///
/// - Parameter rules: the book that the change names; nil where it is not known any more.
public func notices(of change: RecordedChange, rules: RuleBook?) -> [WantedNotice] {
    guard let rules, let guardrail = rules.guardrail(named: change.identity.guardrail) else {
        return []
    }
    let named = guardrail.receivers(of: change.identity.part)
    // Who says nobody means the owner: in mode notify people are told.
    let words = named.isEmpty ? [Configuration.ownerWord] : named
    let receivers: [String]
    switch change.event {
    case .opened, .reopened:
        guard change.after == .open,
            rules.conduct(of: guardrail, in: change.environment).mode >= .notify
        else { return [] }
        receivers = words
    case .resolved, .excepted:
        receivers = words.filter { rules.configuration.mayFollow($0) }
    case .changed, .unverified, .verified, .unknown, .withdrawn, .renamed: return []
    }
    return receivers.map { change.notice(to: $0, by: guardrail, rules.configuration) }
}

extension Configuration {
    /// Whether that word may lead to a channel that keeps findings.
    fileprivate func mayFollow(_ word: String) -> Bool {
        channels.contains { $0.follows && (word == Self.ownerWord || word == $0.name.name) }
    }
}

extension RecordedChange {
    fileprivate func notice(
        to recipient: String,
        by guardrail: Guardrail,
        _ configuration: Configuration
    ) -> WantedNotice {
        WantedNotice(
            finding: finding,
            event: event,
            recipient: recipient,
            ownerTags: configuration.owners.tags,
            detail: [
                "guardrail": .string(guardrail.name), "title": .string(guardrail.title),
                "severity": .string(guardrail.severity.rawValue),
                "account": .string(identity.account), "region": .string(identity.region),
                "resource": .string(identity.resource), "part": .string(identity.part),
            ]
        )
    }
}

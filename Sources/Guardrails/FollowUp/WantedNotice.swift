import Document

/// What somebody is to be told of a change of a finding.
public struct WantedNotice: Sendable, Hashable {
    /// The finding's id.
    public let finding: String
    /// A channel or a person as the guardrail names it; `owner` is who the tags name.
    public let recipient: String
    /// The tags that name an owner, the first that is there decides.
    public let ownerTags: [String]
    public let detail: JSON
}

/// Who is told of a change: once for each opening, where the mode is notify or more.
///
/// - Parameter rules: the book that the change names; nil where it is not known any more.
public func notices(of change: RecordedChange, rules: RuleBook?) -> [WantedNotice] {
    guard change.event == .opened || change.event == .reopened, change.after == .open, let rules,
        let guardrail = rules.guardrail(named: change.identity.guardrail),
        rules.conduct(of: guardrail, in: change.environment).mode >= .notify
    else { return [] }
    let identity = change.identity
    return guardrail.receivers(of: identity.part).map { recipient in
        WantedNotice(
            finding: change.finding,
            recipient: recipient,
            ownerTags: rules.configuration.owners.tags,
            detail: [
                "guardrail": .string(guardrail.name), "title": .string(guardrail.title),
                "severity": .string(guardrail.severity.rawValue),
                "account": .string(identity.account), "region": .string(identity.region),
                "resource": .string(identity.resource), "part": .string(identity.part),
            ]
        )
    }
}

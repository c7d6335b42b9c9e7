/// One step in a finding's life, as a look decides it and the store commits it.
public struct Change: Sendable, Hashable {
    /// Everything that happens to a finding, by the word that its history has for it.
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case opened, reopened, excepted, changed, resolved
        /// The last look could not confirm it; and could again.
        case unverified, verified
        /// An unknown verdict where nothing stood; and its end, which leaves no row.
        case unknown, withdrawn
        /// Its guardrail has another name now; the store alone decides it.
        case renamed
    }

    public let event: Event
    /// The finding as it stands after the change.
    public let finding: Finding

    public init(_ event: Event, _ finding: Finding) {
        self.event = event
        self.finding = finding
    }
}

extension Change {
    /// What ends a finding. An unknown verdict was never a violation: it is withdrawn, and leaves no
    /// row.
    public static func closing(_ finding: Finding, _ reason: Finding.Reason) -> Change {
        guard finding.status != .unknown else { return Change(.withdrawn, finding) }
        var finding = finding
        finding.status = .resolved
        finding.unverified = false
        finding.reason = reason.text
        finding.exception = nil
        return Change(.resolved, finding)
    }
}

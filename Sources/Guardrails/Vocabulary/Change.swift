/// One step in a finding's life, as reconcile decides it and the store commits it.
public struct Change: Sendable, Hashable {
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case opened, reopened, excepted, changed, resolved
        /// The last look could not confirm it; and could again.
        case unverified, verified
        /// An unknown verdict where nothing stood; and its end, which leaves no row.
        case unknown, withdrawn
    }

    public let event: Event
    /// The finding as it stands after the change.
    public let finding: Finding

    public init(_ event: Event, _ finding: Finding) {
        self.event = event
        self.finding = finding
    }
}

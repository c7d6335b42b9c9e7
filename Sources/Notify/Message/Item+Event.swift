extension Item {
    /// A change of state that people are told of, by its word in JSON.
    public enum Event: String, Sendable, Hashable, CaseIterable {
        case opened, reopened, resolved, excepted
        /// Somebody has to decide on a change.
        case needsApproval = "needs approval"
        /// A change is held back, by a limit or the like.
        case waits
        /// The time to decide is nearly over; and is over.
        case lapsesSoon = "lapses soon"
        case lapsed
        case made, failed, conflict, refused, undone
    }
}

extension Item.Event {
    /// Of a change, and not of the finding itself.
    public var isOfChange: Bool {
        switch self {
        case .opened, .reopened, .resolved, .excepted: false
        case .needsApproval, .waits, .lapsesSoon, .lapsed, .made, .failed, .conflict, .refused,
            .undone:
            true
        }
    }

    /// Whether somebody is asked to do something.
    public var needsSomebody: Bool {
        switch self {
        case .needsApproval, .lapsesSoon, .failed, .conflict: true
        case .opened, .reopened, .resolved, .excepted, .waits, .lapsed, .made, .refused, .undone:
            false
        }
    }
}

/// Where a change of a target is, from the proposal to its end.
public enum ChangeState: String, Sendable, Hashable, CaseIterable {
    case proposed
    case awaitingApproval = "awaiting approval"
    case approved, executing, verifying, done
    case noOp = "no-op"
    case failed, conflict, lapsed, refused, stopped
    /// What `guardrails plan` would propose; never stored.
    case planned

    /// Whether nothing comes after it.
    public var isFinal: Bool {
        switch self {
        case .done, .noOp, .failed, .conflict, .lapsed, .refused, .planned: true
        case .proposed, .awaitingApproval, .approved, .executing, .verifying, .stopped: false
        }
    }

    /// Whether AWS did not come to be as it was asked to.
    public var isFailure: Bool { self == .failed || self == .conflict }
}

/// What a proposed change waits for.
public enum ChangeWait: String, Sendable, Hashable, CaseIterable {
    case limit, wave, stop, after, settle, window
}

import Document

/// What came of a call that changes something.
public enum WriteOutcome: Sendable {
    case done(Object)
    /// AWS surely did nothing.
    case refused(CallFailure)
    /// AWS may have done it: only reading tells.
    case unknown(CallFailure)
}

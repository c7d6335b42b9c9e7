/// Whether AWS would let a call pass.
public enum DryRunAnswer: Sendable {
    case passes
    /// The call would be refused, or nobody can tell.
    case fails(CallFailure)
}

/// What came of a call that changes something.
public enum WriteOutcome: Sendable {
    /// With AWS's ids of the request, where it said some, with blanks between: what CloudTrail knows it
    /// by, and after it what Route 53 does.
    case done(request: String?)
    /// AWS surely did nothing.
    case refused(CallFailure)
    /// AWS may have done it: only reading tells.
    case unknown(CallFailure)
}

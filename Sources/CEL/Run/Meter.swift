/// What an evaluation may still spend.
struct Meter {
    private(set) var remaining: Int

    init(limit: Int) { remaining = limit }

    /// The error of a spent budget; nil while there is some left.
    @inline(__always)
    mutating func charge(_ units: Int) -> EvaluationError? {
        remaining &-= units
        return remaining < 0 ? Self.spent() : nil
    }

    /// For work that grows with texts: one unit per 16 bytes.
    mutating func chargeBytes(_ count: Int) -> EvaluationError? { charge(1 + count / 16) }

    private static func spent() -> EvaluationError {
        EvaluationError(.costLimitExceeded, "the cost limit is exceeded")
    }
}

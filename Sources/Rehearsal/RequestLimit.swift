/// Which requests of an operation are too many.
public struct RequestLimit: Sendable {
    private enum Kind {
        /// A token bucket, as AWS describes its own.
        case bucket(rate: Double, burst: Double)
        /// Each so manyth, whatever the time.
        case each(Int)
    }

    private let kind: Kind
    private var tokens: Double
    private var filled: ContinuousClock.Instant?
    private var asked = 0

    /// - Parameter burst: requests at once, after a rest.
    public init(perSecond rate: Double, burst: Double) {
        kind = .bucket(rate: rate, burst: burst)
        tokens = burst
    }

    /// However fast they come: what is held on any machine.
    public init(refusingEach number: Int) {
        kind = .each(number)
        tokens = 0
    }

    /// Whether one more is allowed now; taking it when it is.
    public mutating func admits(at now: ContinuousClock.Instant) -> Bool {
        switch kind {
        case .bucket(let rate, let burst):
            if let filled {
                tokens = min(burst, tokens + rate * (filled.duration(to: now) / .seconds(1)))
            }
            filled = now
            guard tokens >= 1 else { return false }
            tokens -= 1
            return true
        case .each(let number):
            asked += 1
            return asked % number != 0
        }
    }
}

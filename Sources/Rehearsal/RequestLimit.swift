/// How many requests an operation takes: a token bucket, as AWS describes its own.
public struct RequestLimit: Sendable {
    /// A second.
    private let rate: Double
    private let burst: Double
    private var tokens: Double
    private var filled: ContinuousClock.Instant?

    /// - Parameter burst: requests at once, after a rest.
    public init(perSecond rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
        tokens = burst
    }

    /// Whether one more is allowed now; taking it when it is.
    mutating func admits(at now: ContinuousClock.Instant) -> Bool {
        if let filled {
            tokens = min(burst, tokens + rate * (filled.duration(to: now) / .seconds(1)))
        }
        filled = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}

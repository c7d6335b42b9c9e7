import Testing

@testable import AWS

struct RateLimiterTests {
    private let limiter = RateLimiter()
    private let start = ContinuousClock.now

    private func key(_ account: String = "1") -> RateLimiter.Key {
        RateLimiter.Key(account: account, region: "r", service: "route53")
    }

    /// How long each of so many calls waits that come at once, so many seconds from the start.
    private func waits(
        _ calls: Int,
        _ key: RateLimiter.Key,
        after seconds: Double = 0
    ) -> [Double] {
        (0..<calls).map { _ in limiter.take(key, at: start + .seconds(seconds)) }
    }

    /// Four a second, eight at once.
    @Test func beyondTheBurstCallsWait() {
        #expect(waits(10, key()) == [0, 0, 0, 0, 0, 0, 0, 0, 0.25, 0.5])
        // Half a second is owed, half a second is had.
        #expect(waits(3, key(), after: 1) == [0, 0, 0.25])
        // However long nobody asks, more than a burst is never there.
        #expect(waits(9, key(), after: 3600).filter { $0 > 0 } == [0.25])
    }

    @Test func oneAccountsHasteIsNotAnothers() {
        for account in 0..<20 {
            #expect(waits(8, key("\(account)")).allSatisfy { $0 == 0 })
        }
    }

    @Test func aThrottleHalvesTheRate() {
        _ = waits(1, key())
        limiter.throttled(key())
        #expect(waits(2, key()) == [0.5, 1])
    }

    @Test func successesWinTheRateBack() {
        _ = waits(1, key())
        limiter.throttled(key())
        for _ in 0..<50 { limiter.succeeded(key()) }
        let waited = waits(2, key())
        #expect(zip(waited, [0.25, 0.5]).allSatisfy { abs($0 - $1) < 0.001 })
    }

    @Test func retriesHaveABudgetThatSuccessesPayBack() {
        _ = waits(1, key())
        var retries = 0
        while limiter.mayRetry(key()) { retries += 1 }
        #expect(retries == 100)
        for _ in 0..<5 { limiter.succeeded(key()) }
        #expect(limiter.mayRetry(key()))
        #expect(!limiter.mayRetry(key()))
    }

    @Test func aCancelledCallerStopsWaiting() async {
        let task = Task {
            // An hour of them.
            for _ in 0..<14_400 { try await limiter.acquire(key()) }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

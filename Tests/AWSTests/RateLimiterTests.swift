import Testing

@testable import AWS

struct RateLimiterTests {
    private let limiter = RateLimiter()

    private func key(_ account: String = "1") -> RateLimiter.Key {
        RateLimiter.Key(account: account, region: "r", service: "route53")
    }

    /// Seconds that so many calls take; only lower bounds say something on a busy machine.
    private func seconds(_ calls: Int, _ key: RateLimiter.Key) async throws -> Double {
        let start = ContinuousClock.now
        for _ in 0..<calls { try await limiter.acquire(key) }
        return start.duration(to: .now) / .seconds(1)
    }

    /// Four a second, eight at once.
    @Test func beyondTheBurstCallsWait() async throws {
        #expect(try await seconds(10, key()) >= 0.4)
    }

    @Test func oneAccountsHasteIsNotAnothers() async throws {
        for account in 0..<20 {
            for _ in 0..<8 { try await limiter.acquire(key("\(account)")) }
        }
        // Were it one bucket, 160 calls would take half a minute.
    }

    @Test func aThrottleHalvesTheRate() async throws {
        _ = try await seconds(1, key())
        limiter.throttled(key())
        #expect(try await seconds(2, key()) >= 0.8)
    }

    @Test func retriesHaveABudgetThatSuccessesPayBack() async throws {
        try await limiter.acquire(key())
        var retries = 0
        while limiter.mayRetry(key()) { retries += 1 }
        #expect(retries == 100)
        for _ in 0..<5 { limiter.succeeded(key()) }
        #expect(limiter.mayRetry(key()))
        #expect(!limiter.mayRetry(key()))
    }

    @Test func aCancelledCallerStopsWaiting() async throws {
        _ = try await seconds(8, key())
        let task = Task { try await seconds(100, key()) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

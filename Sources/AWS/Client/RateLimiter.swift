import Platform

/// Keeps calls below the rates that AWS allows, for each account, region and service by itself: a
/// token bucket that halves its rate when throttled and wins it back slowly.
final class RateLimiter: Sendable {
    struct Key: Sendable, Hashable {
        let account: String
        let region: String
        let service: String
    }

    fileprivate struct Bucket {
        var tokens: Double
        /// Per second.
        var rate: Double
        let maxRate: Double
        var filled: ContinuousClock.Instant
        /// What is left for retries; a success pays some back.
        var retryBudget = 500.0
    }

    private let buckets = Lock<[Key: Bucket]>([:])

    /// Calls per second to begin with; AWS publishes few of these, all are below its known limits.
    /// STS takes 600 of an account in a region (IAM User Guide, "IAM and AWS STS quotas"), and its
    /// callers are several workers of one account.
    private static let rates: [String: Double] = [
        "organizations": 5, "iam": 15, "cloudtrail": 8, "config": 8, "sts": 150, "s3": 100,
        "s3control": 20, "logs": 5, "route53": 4, "lambda": 15,
    ]
    private static let limit = 100_000
    private static let rest = Duration.seconds(60)
    private static let usualRate = 20.0
    private static let minRate = 0.5
    private static let retryCost = 5.0

    /// Waits for a token. A cancelled task throws at once.
    func acquire(_ key: Key) async throws(CancellationError) {
        let wait = take(key, at: .now)
        guard wait > 0 else { return }
        do { try await Task.sleep(for: .seconds(wait)) } catch { throw CancellationError() }
    }

    /// Takes a token; answers the seconds until it is there.
    func take(_ key: Key, at now: ContinuousClock.Instant) -> Double {
        buckets.withLock { buckets in
            if buckets.count >= Self.limit {
                // Who rested so long has a full bucket again, as a fresh one would.
                buckets = buckets.filter { $0.value.filled.duration(to: now) < Self.rest }
            }
            var bucket = buckets[key] ?? Self.bucket(key, now)
            bucket.refill(now)
            bucket.tokens -= 1
            buckets[key] = bucket
            return bucket.tokens < 0 ? -bucket.tokens / bucket.rate : 0
        }
    }

    func succeeded(_ key: Key) {
        buckets.withLock { buckets in
            guard var bucket = buckets[key] else { return }
            bucket.rate = min(bucket.maxRate, bucket.rate + bucket.maxRate / 100)
            bucket.retryBudget = min(500, bucket.retryBudget + 1)
            buckets[key] = bucket
        }
    }

    func throttled(_ key: Key) {
        buckets.withLock { buckets in
            guard var bucket = buckets[key] else { return }
            bucket.rate = max(Self.minRate, bucket.rate / 2)
            bucket.tokens = min(bucket.tokens, 0)
            buckets[key] = bucket
        }
    }

    /// Whether the budget still pays for a retry; taking it when it does.
    func mayRetry(_ key: Key) -> Bool {
        buckets.withLock { buckets in
            guard var bucket = buckets[key], bucket.retryBudget >= Self.retryCost else {
                return false
            }
            bucket.retryBudget -= Self.retryCost
            buckets[key] = bucket
            return true
        }
    }

    private static func bucket(_ key: Key, _ now: ContinuousClock.Instant) -> Bucket {
        let rate = rates[key.service] ?? usualRate
        return Bucket(tokens: rate * 2, rate: rate, maxRate: rate, filled: now)
    }
}

extension RateLimiter.Bucket {
    fileprivate mutating func refill(_ now: ContinuousClock.Instant) {
        let seconds = filled.duration(to: now) / .seconds(1)
        tokens = min(maxRate * 2, tokens + seconds * rate)
        filled = now
    }
}

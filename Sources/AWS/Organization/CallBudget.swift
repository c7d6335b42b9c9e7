/// How many calls of one operation go on side by side, and how fast they follow each other: slowly
/// more while all goes well, half as much when AWS says that it is too much. Knows no clock.
///
///     next ─ start ──> succeeded (grows) │ throttled (halves, once for all that had started) │ failed
///          ─ wait ───> next, so many seconds later
///          ─ full ───> next, after one of those has ended
struct CallBudget: Sendable, Hashable {
    /// Rates in calls a second.
    struct Limits: Sendable, Hashable {
        let startRate: Double
        /// At once, after a rest.
        let burst: Double
        let maxRate: Double
        let minRate: Double
        let startAtOnce: Int
        let maxAtOnce: Int

        init(
            startRate: Double,
            burst: Double,
            maxRate: Double,
            minRate: Double = 0.5,
            startAtOnce: Int = 4,
            maxAtOnce: Int = 16
        ) {
            self.startRate = startRate
            self.burst = burst
            self.maxRate = maxRate
            self.minRate = minRate
            self.startAtOnce = startAtOnce
            self.maxAtOnce = maxAtOnce
        }
    }

    enum Action: Sendable, Hashable {
        /// With the number that its end is told by.
        case start(Int)
        case wait(seconds: Double)
        case full
    }

    private let limits: Limits
    /// Calls a second.
    private(set) var rate: Double
    private var window: Double
    private var tokens: Double
    private var filledSeconds: Double?
    private(set) var running = 0
    private var started = 0
    /// Calls from this number on were started after the last halving.
    private var firstAfterHalving = 0

    /// Calls side by side.
    var atOnce: Int { Int(window) }

    init(_ limits: Limits) {
        self.limits = limits
        rate = limits.startRate
        window = Double(limits.startAtOnce)
        tokens = limits.burst
    }

    /// May one more start?
    ///
    /// - Parameter seconds: now, on any clock that only goes forward.
    mutating func next(at seconds: Double) -> Action {
        if let filledSeconds {
            tokens = min(limits.burst, tokens + rate * max(0, seconds - filledSeconds))
        }
        filledSeconds = seconds
        guard running < atOnce else { return .full }
        // A hair less than one is one: the wait for it was rounded.
        guard tokens > 0.999 else { return .wait(seconds: (1 - tokens) / rate) }
        tokens = max(0, tokens - 1)
        running += 1
        started += 1
        return .start(started - 1)
    }

    /// A tenth of the starting rate more for each second of success, and one call more side by side
    /// for as many successes as there are.
    mutating func succeeded(_ number: Int) {
        running -= 1
        guard number >= firstAfterHalving else { return }
        rate = min(limits.maxRate, rate + limits.startRate / 10 / rate)
        window = min(Double(limits.maxAtOnce), window + 1 / window)
    }

    mutating func throttled(_ number: Int) {
        running -= 1
        tokens = 0
        guard number >= firstAfterHalving else { return }
        rate = max(limits.minRate, rate / 2)
        window = max(1, window / 2)
        firstAfterHalving = started
    }

    /// Says nothing about how much is too much.
    mutating func failed() { running -= 1 }
}

import Rehearsal
import Testing

@testable import AWS

/// Times are numbers here: no clock turns.
struct CallBudgetTests {
    private static let limits = CallBudget.Limits(
        startRate: 10,
        burst: 4,
        maxRate: 20,
        minRate: 1,
        startAtOnce: 4,
        maxAtOnce: 8
    )

    private var budget = CallBudget(limits)

    /// The numbers of as many calls as may start now.
    private mutating func startAll(at seconds: Double) -> [Int] {
        var started: [Int] = []
        while case .start(let number) = budget.next(at: seconds) { started.append(number) }
        return started
    }

    @Test mutating func aBurstStartsAtOnceAndThenTheNextWaitsForAnEnd() {
        #expect(startAll(at: 0) == [0, 1, 2, 3])
        #expect(budget.next(at: 0) == .full)
        budget.failed()
        #expect(budget.next(at: 0) == .wait(seconds: 0.1))
        #expect(budget.next(at: 0.1) == .start(4))
    }

    @Test mutating func tokensAreNeverMoreThanABurst() {
        #expect(startAll(at: 1_000).count == 4)
        for _ in 0..<4 { budget.failed() }
        #expect(startAll(at: 2_000).count == 4)
    }

    @Test mutating func successGrowsItToItsBoundsAndNoFurther() {
        var seconds = 0.0
        for _ in 0..<1_000 {
            seconds += 1
            for number in startAll(at: seconds) { budget.succeeded(number) }
        }
        #expect(budget.rate == 20)
        #expect(budget.atOnce == 8)
    }

    /// A tenth of the starting rate for each second in which all goes well.
    @Test mutating func aSecondOfSuccessesGrowsTheRateByATenth() {
        for call in 0..<10 {
            guard case .start(let number) = budget.next(at: Double(call) / 10) else {
                Issue.record("call \(call) does not start")
                return
            }
            budget.succeeded(number)
        }
        #expect(budget.rate > 10.9 && budget.rate < 11.1)
    }

    @Test mutating func aThrottleHalvesRateAndCallsSideBySide() {
        let started = startAll(at: 0)
        budget.throttled(started[0])
        #expect(budget.rate == 5)
        #expect(budget.atOnce == 2)
    }

    /// What was under way when it was too much is the same "too much".
    @Test mutating func throttlesOfCallsThatHadStartedHalveItOnce() {
        let started = startAll(at: 0)
        for number in started { budget.throttled(number) }
        #expect(budget.rate == 5)
        guard case .start(let number) = budget.next(at: 10) else {
            Issue.record("none starts")
            return
        }
        budget.throttled(number)
        #expect(budget.rate == 2.5)
        #expect(budget.atOnce == 1)
    }

    /// Nor does an old success say that the halved rate is too low.
    @Test mutating func successesOfCallsThatHadStartedDoNotGrowIt() {
        let started = startAll(at: 0)
        budget.throttled(started[0])
        budget.succeeded(started[1])
        #expect(budget.rate == 5)
    }

    @Test mutating func afterAThrottleNothingStartsAtOnce() {
        for number in startAll(at: 0) { budget.throttled(number) }
        #expect(budget.next(at: 0) == .wait(seconds: 0.2))
        #expect(budget.next(at: 0.2) == .start(4))
    }

    @Test mutating func itIsNeverSlowerThanItsFloorAndRecovers() {
        var seconds = 0.0
        for _ in 0..<20 {
            seconds += 10
            for number in startAll(at: seconds) { budget.throttled(number) }
        }
        #expect(budget.rate == 1)
        #expect(budget.atOnce == 1)
        for _ in 0..<100 {
            seconds += 10
            for number in startAll(at: seconds) { budget.succeeded(number) }
        }
        #expect(budget.rate > 10)
        #expect(budget.atOnce > 4)
    }

    /// Against a bucket as AWS has them, by calls of five milliseconds: without slowing down each would be
    /// refused many times.
    @Test func anEndpointThatTakesLessIsAskedLess() {
        var budget = CallBudget(.init(startRate: 2_000, burst: 50, maxRate: 10_000, minRate: 20))
        var limit = RequestLimit(perSecond: 100, burst: 10)
        let start = ContinuousClock.now
        var (seconds, answered, refused) = (0.0, 0, 0)
        while answered < 600, seconds < 60 {
            while case .start(let number) = budget.next(at: seconds) {
                if limit.admits(at: start + .seconds(seconds)) {
                    answered += 1
                    budget.succeeded(number)
                } else {
                    refused += 1
                    budget.throttled(number)
                }
            }
            seconds += 0.005
        }
        #expect(answered >= 600)
        #expect(refused < 2 * answered)
        // Nor is it slower than it must be: 100 a second are to be had.
        #expect(seconds < 20)
    }
}

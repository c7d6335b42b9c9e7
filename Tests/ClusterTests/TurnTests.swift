import Document
import Testing

@testable import Cluster

@Suite struct TurnTests {
    /// `every: 20s` is asked for after 20 seconds, whatever the duty's own turns.
    @Test(arguments: [
        ("2026-11-26T10:00:04.5Z", 4.5), ("2026-11-26T10:00:20Z", 10),
        ("2026-11-26T10:00:00Z", 0.1), ("2026-11-26T09:59:00Z", 0.1),
    ])
    func aDutyRestsUntilSomethingIsDue(due: String, seconds: Double) throws {
        let when: Timestamp = try #require(Timestamp(due))
        let turn = Turn(due: when)
        let now = try #require(Timestamp("2026-11-26T10:00:00Z"))
        #expect(turn.pauseSeconds(every: 10, short: 0.1, now: now) == seconds)
    }

    @Test func whereNothingIsDueItTakesItsTurns() throws {
        let now = try #require(Timestamp("2026-11-26T10:00:00Z"))
        #expect(Turn.done.pauseSeconds(every: 10, short: 0.1, now: now) == 10)
        #expect(Turn(isSoon: true).pauseSeconds(every: 10, short: 0.1, now: now) == 0.1)
    }
}

import Testing

@testable import Cluster

/// A leader's term by a clock that the test turns.
@Suite struct LeaderTermTests {
    private let start = ContinuousClock.now

    private func term() -> LeaderTerm {
        LeaderTerm(
            LeaderTerm.Times(poll: .seconds(1), lease: .seconds(8), beat: .seconds(5), schema: 8),
            at: start
        )
    }

    /// What it does, but for its timers.
    private func take(
        _ event: LeaderTerm.Event,
        _ term: inout LeaderTerm,
        at seconds: Int = 0
    ) -> [LeaderTerm.Action] {
        term.take(event, at: start + .seconds(seconds)).filter {
            if case .tick = $0 { false } else { true }
        }
    }

    @Test func itAsksForTheLeaseUntilItHasItAndRenewsIt() {
        var term = term()
        #expect(take(.ticked, &term) == [.ask])
        #expect(take(.ticked, &term) == [], "one question at a time")
        #expect(take(.answered(nil, asked: start), &term) == [])
        #expect(take(.ticked, &term, at: 1) == [.ask])
        #expect(take(.answered(4, asked: start + .seconds(1)), &term, at: 1) == [.lead(4)])
        #expect(take(.ticked, &term, at: 2) == [.ask])
        #expect(take(.answered(4, asked: start + .seconds(2)), &term, at: 2) == [])
        #expect(term.state == .leading(4, until: start + .seconds(10)))
    }

    @Test func whereAnotherTookOverItStandsBy() {
        var term = term()
        _ = take(.answered(4, asked: start), &term)
        #expect(take(.answered(nil, asked: start), &term, at: 3) == [.standBy])
        #expect(term.state == .standingBy)
    }

    /// Its duties would be refused by the database; they need not ask it.
    @Test func aLeaseThatCouldNotBeRenewedRunsOut() {
        var term = term()
        _ = take(.answered(4, asked: start), &term)
        _ = take(.unanswered, &term, at: 7)
        #expect(!take(.ticked, &term, at: 7).contains(.standBy))
        #expect(take(.ticked, &term, at: 8).contains(.standBy))
        #expect(take(.answered(5, asked: start + .seconds(9)), &term, at: 9).contains(.lead(5)))
    }

    /// Another led in between: what is under way has the old token.
    @Test func aLapseGivesAnotherToken() {
        var term = term()
        _ = take(.answered(4, asked: start), &term)
        #expect(take(.answered(6, asked: start), &term, at: 2) == [.lead(6)])
    }

    @Test func stoppedItEndsItsDutiesAndThenGivesTheLeaseBack() {
        var term = term()
        _ = take(.answered(4, asked: start), &term)
        #expect(take(.stopped, &term, at: 1) == [.endDuties, .ask])
        #expect(take(.stopped, &term, at: 1) == [])
        #expect(take(.answered(4, asked: start), &term, at: 1) == [], "it is kept meanwhile")
        #expect(take(.ticked, &term, at: 2) == [.ask])
        #expect(take(.answered(4, asked: start), &term, at: 2) == [])
        #expect(take(.dutiesEnded, &term, at: 2) == [.leave(4)])
        #expect(term.state == .left)
    }

    @Test func whoNeverLedGivesNothingBack() {
        var term = term()
        _ = take(.ticked, &term)
        _ = take(.answered(nil, asked: start), &term)
        #expect(take(.stopped, &term) == [.endDuties])
        #expect(take(.dutiesEnded, &term) == [.leave(nil)])
    }

    /// The lease would be nobody's until it runs out.
    @Test func aLeaseThatIsAskedForWhileItStopsIsGivenBack() {
        var term = term()
        #expect(take(.ticked, &term) == [.ask])
        _ = take(.stopped, &term)
        #expect(take(.dutiesEnded, &term) == [])
        #expect(take(.answered(4, asked: start), &term) == [.leave(4)])
    }

    @Test func aDatabaseThatHangsKeepsNobody() {
        var term = term()
        _ = take(.ticked, &term)
        _ = take(.stopped, &term)
        _ = take(.dutiesEnded, &term)
        #expect(take(.ticked, &term, at: 7) == [])
        #expect(take(.ticked, &term, at: 8) == [.leave(nil)])
    }

    @Test func aNewerSchemaIsLeftToNewerPrograms() {
        var term = term()
        _ = take(.answered(4, asked: start), &term)
        #expect(take(.beaten(schema: 8), &term) == [])
        #expect(take(.beaten(schema: 9), &term) == [.tell(newerSchema: 9), .endDuties])
    }
}

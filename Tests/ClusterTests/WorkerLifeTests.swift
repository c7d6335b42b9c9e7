import Document
import Store
import Testing

@testable import Cluster

/// A worker's life by a clock that the test turns.
@Suite struct WorkerLifeTests {
    private struct Turned {
        var life: WorkerLife
        private(set) var now = ContinuousClock.now

        init(concurrency: Int = 2) {
            life = WorkerLife(
                WorkerLife.Times(
                    concurrency: concurrency,
                    ask: .seconds(10),
                    poll: .seconds(1),
                    beat: .seconds(5),
                    drain: .seconds(20),
                    schema: 8,
                    spread: { 1 }
                )
            )
        }

        /// What it does, but for its timers.
        mutating func take(_ event: WorkerLife.Event, after seconds: Int = 0) -> [WorkerLife.Action]
        {
            now += .seconds(seconds)
            return life.take(event, at: now).filter {
                if case .tick = $0 { false } else { true }
            }
        }

        mutating func working() {
            for event in [
                WorkerLife.Event.rung, .needed(true), .begun, .checked(areWrong: false),
                .claimed([]),
            ] { _ = take(event) }
        }

        static func job(_ id: Int64) -> Job {
            Job(id: id, batch: 1, kind: .scan, account: "1", payload: .null, attempt: 1)
        }
    }

    @Test func itBeginsWhenItIsNeededAndClaimsWhenItsKeysAreRight() {
        var turned = Turned()
        #expect(turned.take(.rung) == [.ask])
        #expect(turned.take(.needed(false)) == [])
        #expect(turned.take(.ticked, after: 10) == [.ask])
        #expect(!turned.life.isMember)
        #expect(turned.take(.needed(true)) == [.begin])
        #expect(turned.life.isMember)
        #expect(turned.take(.begun) == [])
        #expect(turned.take(.rung) == [])
        #expect(turned.take(.checked(areWrong: false)) == [.claim(2)])
        #expect(turned.life.state == .working)
    }

    @Test func whoIsStoppedBeforeItIsNeededIsNoMember() {
        var turned = Turned()
        _ = turned.take(.rung)
        #expect(turned.take(.stopped) == [.leave])
        #expect(!turned.life.isMember)
    }

    @Test func whomTheDatabaseDoesNotTakeLeaves() {
        var turned = Turned()
        _ = turned.take(.needed(true))
        #expect(turned.take(.failed) == [.leave])
    }

    @Test func itHoldsNoMoreJobsThanItMay() {
        var turned = Turned()
        turned.working()
        #expect(turned.take(.rung) == [.claim(2)])
        let (one, two) = (Turned.job(1), Turned.job(2))
        #expect(turned.take(.claimed([one])) == [.perform(one), .claim(1)])
        #expect(turned.take(.claimed([two])) == [.perform(two)])
        #expect(turned.take(.rung) == [])
        #expect(turned.take(.ended(1, keysAreWrong: false)) == [.claim(1)])
    }

    /// One that took too long may still be at it when the next attempt begins.
    @Test func twoAttemptsOfAJobAreHeldUntilBothEnded() {
        var turned = Turned()
        turned.working()
        let job = Turned.job(1)
        _ = turned.take(.rung)
        _ = turned.take(.claimed([job]))
        _ = turned.take(.claimed([job]))
        _ = turned.take(.ended(1, keysAreWrong: false))
        #expect(turned.take(.ticked, after: 5).contains(.beat(held: [1])))
    }

    /// Rung while it asks: what was committed since may not be in the answer.
    @Test func aRingDuringAClaimIsHeard() {
        var turned = Turned()
        turned.working()
        #expect(turned.take(.rung) == [.claim(2)])
        #expect(turned.take(.rung) == [])
        #expect(turned.take(.claimed([])) == [.claim(2)])
        #expect(turned.take(.claimed([])) == [])
        #expect(turned.take(.ticked, after: 1) == [.claim(2)])
    }

    @Test func itShowsThatItLivesAlsoWhileItDrains() {
        var turned = Turned()
        turned.working()
        _ = turned.take(.rung)
        _ = turned.take(.claimed([Turned.job(7)]))
        #expect(turned.take(.ticked, after: 5) == [.beat(held: [7])])
        #expect(turned.take(.ticked, after: 5) == [], "one heartbeat at a time")
        _ = turned.take(.beaten(schema: nil))
        _ = turned.take(.stopped)
        #expect(turned.take(.ticked, after: 5) == [.beat(held: [7])])
    }

    @Test func stoppedItClaimsNothingMoreAndLeavesWithItsLastJob() {
        var turned = Turned()
        turned.working()
        _ = turned.take(.rung)
        _ = turned.take(.claimed([Turned.job(1)]))
        #expect(turned.take(.stopped) == [], "a claim is under way")
        #expect(turned.take(.claimed([Turned.job(2)])) == [], "it goes back unbegun")
        #expect(turned.take(.rung) == [])
        #expect(turned.take(.ended(1, keysAreWrong: false)) == [.leave])
        #expect(turned.life.state == .left)
    }

    @Test func whatTakesTooLongIsCutOff() {
        var turned = Turned()
        turned.working()
        _ = turned.take(.rung)
        _ = turned.take(.claimed([Turned.job(1)]))
        _ = turned.take(.claimed([]))
        _ = turned.take(.stopped)
        #expect(!turned.take(.ticked, after: 19).contains(.leave))
        #expect(turned.take(.ticked, after: 1).contains(.leave))
    }

    @Test func wrongKeysEndIt() {
        var turned = Turned()
        for event in [WorkerLife.Event.needed(true), .begun] { _ = turned.take(event) }
        #expect(turned.take(.checked(areWrong: true)) == [.leave])

        turned = Turned()
        turned.working()
        _ = turned.take(.rung)
        _ = turned.take(.claimed([Turned.job(1), Turned.job(2)]))
        #expect(turned.take(.ended(1, keysAreWrong: true)) == [])
        #expect(turned.take(.ended(2, keysAreWrong: true)) == [.leave])
    }

    @Test func aNewerSchemaIsLeftToNewerPrograms() {
        var turned = Turned()
        turned.working()
        #expect(turned.take(.beaten(schema: 8)) == [])
        #expect(turned.take(.beaten(schema: 9)) == [.tell(newerSchema: 9), .leave])
    }

    /// A timer for each ring would be as many timers as rings.
    @Test func oneTimerRunsAtATime() {
        var life = Turned().life
        let now = ContinuousClock.now
        func ticks(_ actions: [WorkerLife.Action]) -> [Duration] {
            actions.compactMap { if case .tick(let pause) = $0 { pause } else { nil } }
        }
        _ = life.take(.needed(true), at: now)
        #expect(ticks(life.take(.begun, at: now)) == [.seconds(5)])
        #expect(ticks(life.take(.checked(areWrong: false), at: now)) == [])
        #expect(ticks(life.take(.claimed([]), at: now)) == [.seconds(1)])
        _ = life.take(.rung, at: now)
        #expect(ticks(life.take(.claimed([]), at: now)) == [])
        _ = life.take(.rung, at: now + .milliseconds(500))
        #expect(ticks(life.take(.claimed([]), at: now + .milliseconds(500))) == [])
        // The timer that an earlier ring set comes too soon for the later one.
        #expect(ticks(life.take(.ticked, at: now + .seconds(1))) == [.milliseconds(500)])
    }
}

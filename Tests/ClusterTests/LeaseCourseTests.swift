import Store
import Testing

@testable import Cluster

@Suite struct LeaseCourseTests {
    /// One that has come to an end, which is to be committed.
    private var committing: LeaseCourse {
        var lease = LeaseCourse()
        _ = lease.take(.prepared)
        _ = lease.take(.performed)
        return lease
    }

    @Test func aJobIsDoneOnce() {
        var lease = LeaseCourse()
        #expect(LeaseCourse.first == .prepare(anew: false))
        #expect(lease.take(.prepared) == .perform)
        #expect(lease.take(.performed) == .commit)
        #expect(lease.take(.ended(.committed(changes: 2))) == .leave)
        #expect(lease.state == .left)
    }

    @Test(arguments: [Ended.putBack, .dead, .lost])
    func whateverElseBecameOfItIsNotOurs(ended: Ended) {
        var lease = committing
        #expect(lease.take(.ended(ended)) == .leave)
    }

    /// What was read stands; only the judging is done again.
    @Test func aLookWithOldExceptionsIsMadeAgain() {
        var lease = committing
        #expect(lease.take(.ended(.stale)) == .perform)
        #expect(lease.take(.performed) == .commit)
    }

    @Test func anOvertakenLookReadsAgain() {
        var lease = committing
        #expect(lease.take(.ended(.overtaken)) == .prepare(anew: true))
        #expect(lease.take(.prepared) == .perform)
    }

    @Test(arguments: [Ended.stale, .overtaken])
    func whatIsOvertakenOverAndOverGoesBack(ended: Ended) {
        var lease = committing
        var looks = 1
        while true {
            let action = lease.take(.ended(ended))
            if case .prepare = action { _ = lease.take(.prepared) }
            if case .handBack(let way) = action {
                #expect(way == .snooze(seconds: LeaseCourse.pauseSeconds))
                break
            }
            _ = lease.take(.performed)
            looks += 1
        }
        #expect(looks == LeaseCourse.maxLooks)
        #expect(lease.take(.ended(.putBack)) == .leave)
    }

    @Test(arguments: [
        (LeaseCourse.Failure.unreadable, LeaseCourse.Return.snooze(seconds: 30)),
        (.outage, .retry(.outage)), (.other, .retry(.failure)),
    ])
    func whatTheDatabaseDidNotDoIsTriedAnotherTime(
        failure: LeaseCourse.Failure,
        way: LeaseCourse.Return
    ) {
        var preparing = LeaseCourse()
        #expect(preparing.take(.failed(failure)) == .handBack(way))
        var performing = LeaseCourse()
        _ = performing.take(.prepared)
        #expect(performing.take(.failed(failure)) == .handBack(way))
        var committing = committing
        #expect(committing.take(.failed(failure)) == .handBack(way))
        #expect(committing.take(.failed(failure)) == .leave, "its lease runs out")
    }

    /// The worker gives back all its jobs at once.
    @Test func aWorkerThatLeavesCommitsNothing() {
        var lease = LeaseCourse()
        _ = lease.take(.prepared)
        #expect(lease.take(.cut) == .leave)
    }
}

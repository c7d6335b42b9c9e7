import Testing

@testable import Cluster
@testable import Store

@Suite struct SweepCourseTests {
    private func position(
        _ state: Sweeps.State,
        left: Int = 0,
        waits: Bool = false
    ) -> SweepCourse.Event {
        .found(SweepLeading.Position(state: state, jobsLeft: left, isWaiting: waits))
    }

    @Test func fromRequestToEnd() {
        var course = SweepCourse(pollSeconds: 1)
        #expect(course.take(position(.requested)) == .begin)
        #expect(course.take(.taken) == .rest(seconds: SweepCourse.shortestPause))
        #expect(course.take(.rested) == .look)
        #expect(course.take(position(.discovering)) == .plan)
        #expect(course.take(position(.running, left: 3, waits: true)) == .open(left: 3))
        #expect(course.take(.opened(2, left: 3)) == .rest(seconds: SweepCourse.shortestPause))
        #expect(course.take(position(.running)) == .close)
        #expect(course.take(.closed(10_000)) == .rest(seconds: SweepCourse.shortestPause))
        #expect(course.take(.closed(0)) == .finish)
        #expect(course.take(.ended) == .leave)
    }

    @Test(arguments: [Sweeps.State.done, .failed, .cancelled])
    func whatEndedMeanwhileIsLeft(state: Sweeps.State) {
        var course = SweepCourse(pollSeconds: 1)
        #expect(course.take(position(state)) == .leave)
        #expect(course.take(.found(nil)) == .leave)
        #expect(course.take(.lost) == .leave)
    }

    /// A small one may end at any moment, a big one is not asked after over and over.
    @Test func itAsksMoreSeldomTheLongerItWaits() {
        var course = SweepCourse(pollSeconds: 1)
        var pauses: [Double] = []
        for _ in 0..<12 {
            guard case .rest(let seconds) = course.take(position(.running, left: 5)) else { return }
            pauses.append(seconds)
        }
        #expect(pauses == pauses.sorted() && pauses.last == 1)
        #expect(course.take(position(.discovering, left: 100)) == .rest(seconds: 1))
        #expect(course.take(.taken) == .rest(seconds: SweepCourse.shortestPause))
        #expect(course.take(.failed) == .rest(seconds: 1))
        #expect(course.take(.opened(0, left: 500)) == .rest(seconds: 1))
    }
}

import Document
import Testing

@testable import AWS

/// How long snapshots are waited for.
struct SnapshotWaitTests {
    private let begun = Timestamp("2026-01-02T03:00:00Z") ?? .epoch

    private func wait(_ states: [String], after minutes: Int64, hours: Int64 = 24) -> StepAnswer {
        let snapshots = states.enumerated().map { number, state -> JSON in
            [
                "SnapshotId": .string("snap-\(number)"), "State": .string(state),
                "StartTime": .string(begun.rfc3339), "StateMessage": "the volume is damaged",
            ]
        }
        let ids = states.indices.map { "snap-\($0)" }
        let now = Timestamp(seconds: begun.seconds + minutes * 60) ?? begun
        return SnapshotWait(snapshots: snapshots, ids: ids, hours: hours).answer(at: now)
    }

    @Test func isOverWhenAllAreComplete() {
        #expect(wait(["completed"], after: 0) == .done(["snapshots": ["snap-0"]]))
        #expect(wait(["completed", "pending"], after: 0) == .later(seconds: 10))
        #expect(wait([], after: 0) == .done(["snapshots": []]))
    }

    @Test func pausesGrowWithTheTimeThatItTakes() {
        let pauses = [0, 1, 5, 60, 600].map { wait(["pending"], after: $0) }
        #expect(pauses == [10, 10, 30, 360, 600].map { .later(seconds: $0) })
    }

    /// What takes an hour is asked about a few dozen times, and no worker waits.
    @Test func anHourTakesFewQuestions() {
        var (seconds, asked) = (Int64(0), 0)
        while seconds < 3600 {
            seconds += Int64(SnapshotWait.pause(after: seconds))
            asked += 1
        }
        #expect(asked < 60)
    }

    @Test func oneThatFailsOrTakesTooLongIsNamed() {
        #expect(
            wait(["completed", "error"], after: 0)
                == .failed("the snapshot snap-1 has failed: the volume is damaged", isFinal: true)
        )
        #expect(
            wait(["pending", "completed"], after: 120, hours: 2)
                == .failed("not complete after 2 hours: snap-0", isFinal: true)
        )
        #expect(wait(["completed"], after: 1200, hours: 2) == .done(["snapshots": ["snap-0"]]))
        // It may be too new for AWS to know it everywhere.
        let unknown = SnapshotWait(snapshots: [], ids: ["snap-9"], hours: 24).answer(at: begun)
        #expect(unknown == .failed("there is no snapshot snap-9", isFinal: false))
    }
}
